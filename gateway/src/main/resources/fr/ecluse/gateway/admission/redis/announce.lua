-- Takes the numbers of a policy if they are newer than those it has.
--
-- ARGV[1]  sha256 of the policy file
-- ARGV[2]  when the node loaded it, ms since 1970 by the node's clock; the newest wins, the sha decides a tie
-- ARGV[3]  sessions   ARGV[4] at least   ARGV[5] at most
-- ARGV[6]  new seats a second, 0: no limit
-- ARGV[7]  idle, ms   ARGV[8] longest, ms
-- ARGV[9]  priority: "PERCENT ROLE" a line, most favoured first
-- ARGV[10] the server's run_id, or empty
-- ARGV[11] the epoch that the node knows, or empty
-- ARGV[12..] a service with a ceiling of its own, its sessions, and so on
-- Reply    {the epoch}; error SCHEMA if another version laid out the keys

if tonumber(redis.call('HGET', key('policy'), 'schema') or SCHEMA) ~= SCHEMA then
  return redis.error_reply('SCHEMA the keys were laid out by another version')
end

redis.call('DEL', key('nothing'))
local before = read_policy()
local loaded_at, sha = tonumber(ARGV[2]), redis.call('HGET', key('policy'), 'sha')
if before and (loaded_at < before.loaded_at or (loaded_at == before.loaded_at and ARGV[1] <= sha)) then
  return { before.epoch }
end
redis.call('HSET', key('policy'), 'schema', SCHEMA, 'sha', ARGV[1], 'loadedAt', ARGV[2], 'sessions', ARGV[3], 'atLeast', ARGV[4],
  'atMost', ARGV[5], 'perSecond', ARGV[6], 'idle', ARGV[7], 'longest', ARGV[8], 'priority', ARGV[9])

local policy = before or {
  ever = '', open = '', version = 0, live = 0, ends = 0, step_at = 0, called = 0, lanes_used = 0, leased = 0, leased_until = 0,
  reentry_until = 0, lost_at = 0, epoch = ''
}
local ceiling_before = before and ceiling_in_force(before)
policy.loaded_at, policy.announced = loaded_at, ARGV[9]
policy.sessions, policy.at_least, policy.at_most = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
policy.per_second, policy.idle, policy.longest = tonumber(ARGV[6]), tonumber(ARGV[7]), tonumber(ARGV[8])
read_roles(policy)
for _, role in ipairs(policy.priority) do
  name_role(policy, role)
end
save(policy)

local ledger = ledger_of(policy)
if not before then
  ledger.lose_memory(ARGV[10])
  if ARGV[11] == '' then
    policy.reentry_until = 0 -- the first of all nodes: there is nothing to wait for
    save(policy)
  end
end
redis.call('DEL', key('services'))
for i = 12, #ARGV, 2 do
  redis.call('HSET', key('services'), ARGV[i], ARGV[i + 1])
end

ledger.step()
if ceiling_before ~= ceiling_in_force(policy) then
  ledger.publish('ceiling')
end
return { policy.epoch }
