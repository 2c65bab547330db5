-- A small value that the ledger keeps for others: the bucket of a throttle.
--
-- After KEYS[1]:
--   :shelf:NAME  string  with an expiry of its own
--
-- ARGV[1]  name
-- Reply    {the value, or empty: there is none}

return { redis.call('GET', key('shelf:' .. ARGV[1])) or '' }
