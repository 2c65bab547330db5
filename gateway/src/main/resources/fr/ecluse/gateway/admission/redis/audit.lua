-- Who changed what, newest first.
--
-- ARGV[1]  at most so many
-- Reply    {{at ms, by, what, from, to, reason}, ...}

local reply = {}
for _, entry in ipairs(redis.call('XREVRANGE', key('audit'), '+', '-', 'COUNT', ARGV[1])) do
  local read = {}
  for i = 1, #entry[2], 2 do
    read[entry[2][i]] = entry[2][i + 1]
  end
  table.insert(reply, { tonumber(read.at), read.by, read.what, read.from, read.to, read.reason })
end
return reply
