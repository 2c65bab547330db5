-- A node tells what happened at its door, and hears how many logins it may begin until it tells again. The same rules, step by
-- step, as MemoryLoginBook.java.
--
-- ARGV[1]        node
-- ARGV[2]        logins a second over all nodes
-- ARGV[3]        people who might have begun a login since it told last   ARGV[4] logins that began
-- ARGV[2i+3], ARGV[2i+4]  a second, ms since 1970, and how many people joined the line in it
-- Reply          {now ms, logins that it may begin, watermark ms, people before all doors,
--                 {second ms, people, second ms, people, ...}: those who are not called, in order}
--
-- :logins  hash  until: the watermark, ms; at: of the last step; begun: logins since then; ahead: called less begun in each of
--                the last eight steps; tokens tokens-at: what may still begin of the rate, and one more, so that a tick that comes early loses none; node:NODE: "TOLD-AT KNOCKED CREDIT";
--                at:SECOND: people who came in it and are not called. Expires an hour after nobody tells any more

local SILENT = 3000
local CALLED_AHEAD_SECONDS = 8
local LIFE = 3600 * 1000

local name, rate, knocked_here = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local logins = key('logins')

for i = 5, #ARGV, 2 do
  redis.call('HINCRBY', logins, 'at:' .. ARGV[i], ARGV[i + 1])
end
redis.call('HINCRBY', logins, 'begun', ARGV[4])

local book, seconds, nodes = {}, {}, {}
local read = redis.call('HGETALL', logins)
for i = 1, #read, 2 do
  local second, node = string.match(read[i], '^at:(%d+)$'), string.match(read[i], '^node:(.*)$')
  if second then
    table.insert(seconds, { at = tonumber(second), people = tonumber(read[i + 1]) })
  elseif node then
    local told_at, knocked, credit = string.match(read[i + 1], '^(%S+) (%S+) (%S+)$')
    if now - told_at < SILENT then
      nodes[node] = { told_at = tonumber(told_at), knocked = tonumber(knocked), credit = tonumber(credit) }
    else
      redis.call('HDEL', logins, read[i])
    end
  else
    book[read[i]] = read[i + 1]
  end
end
table.sort(seconds, function(one, other) return one.at < other.at end)
local called_until = tonumber(book['until'] or 0)

local node = nodes[name] or { told_at = 0, knocked = 0, credit = 0 }
nodes[name] = node
local since = math.min(now - node.told_at, 2 * SECOND)
node.told_at, node.knocked = now, knocked_here

-- Calls people, once a second, of the seconds that every node has told of.
if now - tonumber(book['at'] or 0) >= SECOND then
  local begun, ahead, steps = tonumber(book['begun'] or 0), 0, {}
  for step in string.gmatch(book['ahead'] or '', '%S+') do
    table.insert(steps, step)
    ahead = ahead + step
  end
  local people = math.max(0, CALLED_AHEAD_SECONDS * rate - math.max(0, ahead - begun))
  local called, complete = 0, now - 2 * SECOND
  while #seconds > 0 and seconds[1].at <= complete and called < people do
    local first = seconds[1]
    local last = first.at + SECOND - 1
    local from, taken = math.max(called_until + 1, first.at), math.min(first.people, people - called)
    local to = taken == first.people and last or from + math.floor((last - from) * taken / first.people)
    called_until = math.max(called_until, to)
    called = called + taken
    first.people = first.people - taken
    if first.people == 0 then
      table.remove(seconds, 1)
      redis.call('HDEL', logins, string.format('at:%.0f', first.at))
    else
      redis.call('HSET', logins, string.format('at:%.0f', first.at), first.people)
    end
  end
  if #seconds == 0 or seconds[1].at > complete then
    called_until = math.max(called_until, complete - complete % SECOND - 1)
  end
  table.insert(steps, string.format('%.0f', called - begun))
  if #steps > CALLED_AHEAD_SECONDS then
    table.remove(steps, 1)
  end
  redis.call('HSET', logins, 'until', string.format('%.0f', called_until), 'at', now, 'begun', 0, 'ahead', table.concat(steps, ' '))
end

local knocked, count = 0, 0
for _, each in pairs(nodes) do
  knocked, count = knocked + each.knocked, count + 1
end
local tokens_at = tonumber(book['tokens-at'] or 0)
local tokens = math.min(rate + 1, tonumber(book['tokens'] or 0) + rate * (now - tokens_at) / SECOND)
local share = node.knocked * math.min(1, rate / math.max(1, knocked)) + math.max(0, rate - knocked) / count
local credit = math.min(1 + share, node.credit + share * since / SECOND)
local allowed = math.floor(math.min(credit, tokens) + 0.000001)
redis.call('HSET', logins, 'tokens', string.format('%.6f', tokens - allowed), 'tokens-at', now,
  'node:' .. name, string.format('%.0f %.0f %.6f', now, node.knocked, credit - allowed))
redis.call('PEXPIRE', logins, LIFE)

local waiting = {}
for _, second in ipairs(seconds) do
  table.insert(waiting, second.at)
  table.insert(waiting, second.people)
end
return { now, allowed, called_until, knocked, waiting }
