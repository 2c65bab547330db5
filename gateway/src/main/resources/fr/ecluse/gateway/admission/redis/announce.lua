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
-- Reply    {the epoch}; error SCHEMA if another version laid out the keys

if (redis.call('HGET', key('policy'), 'schema') or SCHEMA) ~= SCHEMA then
  return redis.error_reply('SCHEMA the keys were laid out by another version')
end

write_at_any_rate()
local before = read_policy()
if before then
  local loaded_at = tonumber(ARGV[2])
  local sha = redis.call('HGET', key('policy'), 'sha')
  if loaded_at < before.loaded_at or (loaded_at == before.loaded_at and ARGV[1] <= sha) then
    return { before.epoch }
  end
end
redis.call('HSET', key('policy'), 'schema', SCHEMA, 'sha', ARGV[1], 'loadedAt', ARGV[2], 'sessions', ARGV[3], 'atLeast', ARGV[4],
  'atMost', ARGV[5], 'perSecond', ARGV[6], 'idle', ARGV[7], 'longest', ARGV[8], 'priority', ARGV[9])

if not before then
  lose_memory(ARGV[10])
  if ARGV[11] == '' then
    redis.call('HSET', key('policy'), 'reentry', 0) -- the first of all nodes: there is nothing to wait for
  end
end
local policy = read_policy()
for _, role in ipairs(policy.priority) do
  name_role(role)
end
step(policy, open_roles())
if not before or read_ceiling(before).sessions ~= read_ceiling(policy).sessions then
  publish('ceiling')
end
return { policy.epoch }
