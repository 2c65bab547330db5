-- A standing order that a node knows, told to a Redis that has lost it.
--
-- ARGV[1]  the epoch that it is told to
-- ARGV[2]  subject   ARGV[3] version   ARGV[4] value, or empty: nothing stands
-- ARGV[5]  ms until it ends, or empty: never
-- ARGV[6]  by   ARGV[7] reason
-- Reply    1; or error NOPOLICY, or EPOCH

local policy, refusal = read_policy_for(ARGV[1])
if not policy then
  return refusal
end
redis.call('DEL', key('nothing'))

-- Orders wait until everybody has spoken, so the highest version is the latest.
local subject, version = ARGV[2], tonumber(ARGV[3])
if policy.reentry and version > order_reply(subject)[3] then
  set_order(subject, version, ARGV[4], tonumber(ARGV[5]), ARGV[6], ARGV[7])
  ledger_of(policy).publish('orders')
end
return 1
