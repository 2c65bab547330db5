-- Sets the live ceiling, or gives it back to the policy.
--
-- ARGV[1]  sessions, or empty: back to the policy's
-- ARGV[2]  ms until the live value ends by itself, or empty: never
-- ARGV[3]  the version that the decision was made on, or empty: whatever it is
-- ARGV[4]  by   ARGV[5] reason
-- Reply    {'changed', the ceiling as in ceiling_reply}
--       or {'OUT_OF_BOUNDS' or 'STALE_VERSION', the ceiling that stays}
--       or error NOPOLICY, or REENTRY while nodes re-enter what they hold, the ceiling among it

local sessions, ends_in, expected = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])

local policy = read_policy()
if not policy then
  return NO_POLICY
end
write_at_any_rate()
if policy.reentry then
  return redis.error_reply('REENTRY nodes re-enter what they hold')
end
local before = read_ceiling(policy)
if expected and expected ~= before.version then
  return { 'STALE_VERSION', ceiling_reply(policy, before) }
end
if sessions and (sessions < policy.at_least or sessions > policy.at_most) then
  return { 'OUT_OF_BOUNDS', ceiling_reply(policy, before) }
end

redis.call('HINCRBY', key('ceiling'), 'version', 1)
if sessions then
  redis.call('HSET', key('ceiling'), 'sessions', sessions, 'until', ends_in and now + ends_in or NEVER,
    'by', ARGV[4], 'reason', ARGV[5])
else
  redis.call('HDEL', key('ceiling'), 'sessions', 'until', 'by', 'reason')
end
local after = read_ceiling(policy)
note(ARGV[4], 'ceiling', before.sessions, after.sessions, ARGV[5])
step(policy, open_roles())
publish('ceiling')
return { 'changed', ceiling_reply(policy, after) }
