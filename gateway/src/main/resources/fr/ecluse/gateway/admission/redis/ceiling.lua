-- Sets the live ceiling, or gives it back to the policy.
--
-- ARGV[1]  sessions, or empty: back to the policy's
-- ARGV[2]  ms until the live value ends by itself, or empty: never
-- ARGV[3]  the version that the decision was made on, or empty: whatever it is
-- ARGV[4]  by   ARGV[5] reason
-- Reply    {'changed', the ceiling as in ledger.ceiling_reply}
--       or {'OUT_OF_BOUNDS' or 'STALE_VERSION', the ceiling that stays}
--       or error NOPOLICY, or REENTRY while nodes re-enter what they hold, the ceiling among it

local sessions, ends_in, expected = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])

local policy, refusal = read_policy_for('')
if not policy then
  return refusal
end
redis.call('DEL', key('nothing'))
if policy.reentry then
  return redis.error_reply('REENTRY nodes re-enter what they hold')
end
local ledger = ledger_of(policy)
local before = ceiling_in_force(policy)
if expected and expected ~= policy.version then
  return { 'STALE_VERSION', ledger.ceiling_reply() }
end
if sessions and (sessions < policy.at_least or sessions > policy.at_most) then
  return { 'OUT_OF_BOUNDS', ledger.ceiling_reply() }
end

policy.version = policy.version + 1
policy.live = sessions or 0
policy.ends = sessions and (ends_in and now + ends_in or NEVER) or 0
save(policy)
redis.call('HSET', key('ceiling'), 'version', policy.version, 'sessions', policy.live, 'until', policy.ends,
  'by', ARGV[4], 'reason', ARGV[5])
ledger.note(ARGV[4], 'ceiling', before, ceiling_in_force(policy), ARGV[5])
ledger.step()
ledger.publish('ceiling')
return { 'changed', ledger.ceiling_reply() }
