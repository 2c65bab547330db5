-- Frees every seat of a role, however many: Redis takes the set apart beside its work.
--
-- ARGV[1]  role
-- Reply    how many seats were freed; or error NOPOLICY

local role = ARGV[1]

local policy, refusal = read_policy_for('')
if not policy then
  return refusal
end
redis.call('DEL', key('nothing'))
local ledger = ledger_of(policy)
name_role(policy, role)
local freed = ledger.count_seats(role)
redis.call('UNLINK', policy.seats[role])
free_role_services(role)
redis.call('HSET', key('freed-roles'), role, now)
ledger.step()
ledger.publish('role' .. role)
return freed
