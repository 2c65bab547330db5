-- Frees every seat of a role.
--
-- ARGV[1]  role
-- Reply    how many seats were freed; or error NOPOLICY

local AT_ONCE = 1000 -- how many arguments a command is given

local role = ARGV[1]

local policy = read_policy()
if not policy then
  return NO_POLICY
end
local freed = count_seats(role)
local people = redis.call('ZRANGE', key('seats:' .. role), 0, -1)
for from = 1, #people, AT_ONCE do
  redis.call('HDEL', key('known'), unpack(people, from, math.min(from + AT_ONCE - 1, #people)))
end
redis.call('DEL', key('seats:' .. role))
free_role_services(role)
step(policy, open_roles())
publish('role' .. role)
return freed
