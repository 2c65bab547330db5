-- Renews a node's lease: seats that it may give on its own while Redis is away.
--
-- Half of what is free beyond a tenth of the ceiling is shared out among the nodes, so that a full ENT keeps none back. What
-- the node has now counts until it has heard of less: the answer may be lost.
--
-- ARGV[1]  node
-- ARGV[2]  how many seats it holds by the last answer that it had
-- ARGV[3]  how many of those it has given to people whom Redis has not heard of
-- ARGV[4]  1 if it wants some, 0 if it gives back what it has
-- ARGV[5]  the epoch that it knows, or empty
-- Reply    {seats, ms until they expire, how many nodes share}; or error NOPOLICY, or EPOCH

local node, held, given = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])

local policy, refusal = read_policy_for(ARGV[5])
if not policy then
  return refusal
end

local ledger = ledger_of(policy)
local leases, leased = ledger.read_leases()
local before = leases[node] and leases[node].seats or 0
held, given = math.min(held, before), math.min(given, before)
local others, nodes = leased - before, 1
for name in pairs(leases) do
  nodes = nodes + (name ~= node and 1 or 0)
end

local ceiling = ceiling_in_force(policy)
local spare = math.floor((ceiling - ledger.count_taken() - ceiling / 10) / 2)
local seats = math.min(math.floor(spare / nodes), spare - others)
if ARGV[4] == '0' or policy.reentry or seats < 0 then
  seats = 0
end
seats = math.max(seats, given)
local counts = math.max(seats, held)
if counts == 0 and ARGV[4] == '0' then
  redis.call('HDEL', key('leases'), node)
else
  redis.call('HSET', key('leases'), node, string.format('%.0f %.0f', counts, now + policy.idle))
end
local _
_, policy.leased, policy.leased_until = ledger.read_leases()
save(policy)
return { seats, policy.idle, nodes }
