-- A node has opened a line: says which memory it meets, and whether that one lost something with the server that had it.
--
-- ARGV[1]  the server's run_id, or empty: unknown
-- Reply    {the epoch, or '' before the first announcement}

redis.call('DEL', key('nothing')) -- a line on which nothing can be written is none
local policy = read_policy()
if not policy then
  return { '' }
end
local run = redis.call('HGET', key('policy'), 'run')
if ARGV[1] ~= '' and ARGV[1] ~= run then
  if run == '' then
    redis.call('HSET', key('policy'), 'run', ARGV[1])
  else
    ledger_of(policy).lose_memory(ARGV[1]) -- started anew, or a replica that may lack the last writes
  end
end
return { policy.epoch }
