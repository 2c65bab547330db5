-- Frees every seat of a role, however many: Redis takes the set apart beside its work.
--
-- ARGV[1]  role
-- Reply    how many seats were freed; or error NOPOLICY

local role = ARGV[1]

local policy = read_policy()
if not policy then
  return NO_POLICY
end
write_at_any_rate()
local freed = count_seats(role)
redis.call('UNLINK', key('seats:' .. role))
redis.call('HSET', key('freed-roles'), role, now)
step(policy, open_roles())
publish('role' .. role)
return freed
