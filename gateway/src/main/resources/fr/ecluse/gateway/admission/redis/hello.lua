-- A node has opened a line: says which memory it meets, and whether that one lost something with the server that had it.
--
-- ARGV[1]  the server's run_id, or empty: unknown
-- Reply    {the epoch, or '' before the first announcement}

write_at_any_rate() -- a line on which nothing can be written is none
local policy = read_policy()
if not policy then
  return { '' }
end
if ARGV[1] ~= '' and ARGV[1] ~= policy.run then
  if policy.run == '' then
    redis.call('HSET', key('policy'), 'run', ARGV[1])
  else
    lose_memory(ARGV[1]) -- started anew, or a replica that may lack the last writes
    policy = read_policy()
  end
end
return { policy.epoch }
