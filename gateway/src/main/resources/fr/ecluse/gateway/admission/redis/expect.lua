-- After a loss: people of these lanes come back with the places that they had, each when it is told to ask again. Until all of
-- them may have, nobody else of such a lane is called, or passes it: those who asked first would pass those who came first. A lane
-- that has kept most of its people waits for nobody. Whoever was called before the loss still is.
--
-- ARGV[1]     the epoch that this is told to
-- ARGV[4i-2]  role   ARGV[4i-1] people who waited there   ARGV[4i] ms from the loss on, within which they ask again
-- ARGV[4i+1]  the watermark that was known
-- Reply                 how many lanes wait; or error NOPOLICY, or EPOCH

local policy, refusal = read_policy_for(ARGV[1])
if not policy then
  return refusal
end
redis.call('DEL', key('nothing'))
local ledger = ledger_of(policy)

local waiting = 0
for i = 2, #ARGV, 4 do
  local role, people, within = ARGV[i], tonumber(ARGV[i + 1]), tonumber(ARGV[i + 2])
  local mark = math.min(tonumber(ARGV[i + 3]), now) -- of a server whose clock was ahead, it would call people yet to come
  if mark > ledger.watermark(role) then
    ledger.move_watermark(role, mark)
  end
  local expected = policy.lost_at + within
  if expected > now and redis.call('ZCARD', key('lane:' .. role)) * 2 < people then
    redis.call('HSET', key('called:' .. role), 'expected', math.max(ledger.expected_until(role), expected))
    waiting = waiting + 1
  end
end
if waiting > 0 and policy.lanes_used == 0 then
  policy.lanes_used = 1
  save(policy)
end
return { waiting }
