-- Adds to a day what one node has counted of it. The same batch again, or one older than the last of its run, adds nothing.
--
-- ARGV[1]   the day, such as 2026-11-24
-- ARGV[2]   the node's run
-- ARGV[3]   number of the batch, growing within the run
-- ARGV[4]   ms for which the day is kept from now
-- ARGV[5]   the most seats that were taken at once, or empty
-- ARGV[6]   when that was, ms since 1970 by the node's clock, or empty
-- ARGV[7]   how many counters follow
-- then      for each: its name, how much more
-- then      for each crowd, to the end: its name, how many persons follow, the persons
-- Reply     1 if it was added, 0 if it had been before

local AT_ONCE = 1000 -- Lua's stack bounds what one command can be given

local name, kept = ARGV[1], ARGV[4]
local day, run, number = key('day:' .. name), 'run:' .. ARGV[2], ARGV[3]

if tonumber(redis.call('HGET', day, run) or 0) >= tonumber(number) then
  return 0
end

-- People first: should one of these commands be refused, nothing has been counted that would be again with the next try.
local i = 8 + 2 * tonumber(ARGV[7])
while i < #ARGV do
  local crowd, last = ARGV[i], i + 1 + tonumber(ARGV[i + 1])
  local people = day .. ':' .. crowd
  for first = i + 2, last, AT_ONCE do
    redis.call('PFADD', people, unpack(ARGV, first, math.min(first + AT_ONCE - 1, last)))
  end
  redis.call('PEXPIRE', people, kept)
  redis.call('HSET', day, 'crowd:' .. crowd, 1)
  i = last + 1
end

for c = 8, 6 + 2 * tonumber(ARGV[7]), 2 do
  redis.call('HINCRBY', day, 'count:' .. ARGV[c], ARGV[c + 1])
end
if ARGV[5] ~= '' and tonumber(ARGV[5]) > tonumber(redis.call('HGET', day, 'count:peak') or -1) then
  redis.call('HSET', day, 'count:peak', ARGV[5], 'count:peak-at', ARGV[6])
end
redis.call('HSET', day, run, number)
redis.call('PEXPIRE', day, kept)
return 1
