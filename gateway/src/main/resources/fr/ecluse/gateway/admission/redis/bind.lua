-- Ties a session to every handle by which a provider may end it.
--
-- ARGV[1]   person
-- ARGV[2]   cookie session
-- ARGV[3]   ms until the session ends by itself
-- ARGV[4]   how many sessions a handle ties at most; one more ends the one whose time is over first
-- ARGV[5..] handles, 16 bytes each
-- Reply     how many sessions were ended for it; or error NOPOLICY

local PERSON = 16 -- bytes

local session, lasts, at_most = ARGV[1] .. ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4])

local policy, refusal = read_policy_for('')
if not policy then
  return refusal
end

local ledger = ledger_of(policy)
local ended = 0
for i = 5, #ARGV do
  local bound = key('handle:' .. ARGV[i])
  redis.call('ZREMRANGEBYSCORE', bound, '-inf', now)
  if not redis.call('ZSCORE', bound, session) then
    for _ = at_most, redis.call('ZCARD', bound) do
      local first = redis.call('ZRANGE', bound, 0, 0)[1]
      redis.call('ZREM', bound, first)
      ledger.end_session(string.sub(first, PERSON + 1))
      ledger.publish('seat' .. first)
      ended = ended + 1
    end
  end
  redis.call('ZADD', bound, now + lasts, session)
  if redis.call('PTTL', bound) < lasts then
    redis.call('PEXPIRE', bound, lasts)
  end
end
return ended
