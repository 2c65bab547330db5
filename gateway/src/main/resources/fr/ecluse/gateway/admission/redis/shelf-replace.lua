-- Replaces a small value that the ledger keeps for others, if it is still what the caller knows.
--
-- ARGV[1]  name
-- ARGV[2]  what it is, or empty: there is none
-- ARGV[3]  what it shall be
-- ARGV[4]  ms until it is forgotten
-- Reply    {1 if it was replaced, else 0}

local name = key('shelf:' .. ARGV[1])
if (redis.call('GET', name) or '') ~= ARGV[2] then
  return { 0 }
end
redis.call('SET', name, ARGV[3], 'PX', ARGV[4])
return { 1 }
