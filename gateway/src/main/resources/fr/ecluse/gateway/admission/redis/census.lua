-- The state of the whole ENT at one instant; also takes the calling step when one is due.
--
-- ARGV[1]  the roles that no rule refuses now, one a line
-- Reply    {now ms, loadedAt ms of the policy's numbers,
--           {role, seats, role, seats, ...},
--           the ceiling as in ledger.ceiling_reply,
--           {{role, watermark ms, waiting, called ever, 1 if callable else 0, {ahead, arrival ms, ahead, ...}}, ...},
--           the epoch, seats leased to nodes, {{service, its ceiling, seats}, ...}}
--          or error NOPOLICY

local EXACT_MARKS = 64

local policy, refusal = read_policy_for('')
if not policy then
  return refusal
end
redis.call('DEL', key('nothing'))
if policy.open ~= ARGV[1] then
  policy.open = ARGV[1]
  save(policy)
end
local ledger = ledger_of(policy)
ledger.step_if_due(2000)

-- The first 64 ranks of people not called, then ranks that grow by a tenth, and the last one.
local function line(role, mark_reached)
  local lane = policy.lanes[role]
  local first = ledger.first_not_called(role, mark_reached)
  local last = redis.call('ZCARD', lane) - first - 1
  local marks = {}
  local function mark(rank, arrival)
    table.insert(marks, rank)
    table.insert(marks, tonumber(arrival))
  end
  local dense = redis.call('ZRANGE', lane, first, first + EXACT_MARKS - 1, 'WITHSCORES')
  for i = 2, #dense, 2 do
    mark(i / 2 - 1, dense[i])
  end
  local rank = EXACT_MARKS - 1
  while rank < last do
    rank = math.min(last, rank + math.floor(rank / 10))
    mark(rank, redis.call('ZRANGE', lane, first + rank, first + rank, 'WITHSCORES')[2])
  end
  return marks
end

local seats = {}
for _, role in ipairs(policy.roles) do
  table.insert(seats, role)
  table.insert(seats, ledger.count_seats(role))
end

local lanes, somebody_waits = {}, ledger.is_anybody_waiting()
for _, role in ipairs(policy.priority) do
  local callable = ledger.open[role] and policy.percent[role] > 0 and ceiling_in_force(policy) > 0
  local called = redis.call('HMGET', key('called:' .. role), 'until', 'ever')
  local mark, waiting, marks = tonumber(called[1] or 0), 0, {}
  if somebody_waits then
    waiting = redis.call('ZCOUNT', policy.lanes[role], oldest, '+inf')
    marks = line(role, mark)
  end
  table.insert(lanes, { role, mark, waiting, tonumber(called[2] or 0), callable and 1 or 0, marks })
end

local services, own = {}, redis.call('HGETALL', key('services'))
for i = 1, #own, 2 do
  table.insert(services, { own[i], tonumber(own[i + 1]), count_served(policy, own[i]) })
end

return { now, policy.loaded_at, seats, ledger.ceiling_reply(), lanes, policy.epoch, ledger.count_leased(), services }
