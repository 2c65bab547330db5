-- The state of the whole ENT at one instant; also takes the calling step when one is due.
--
-- ARGV[1]  the roles that no rule refuses now, one a line
-- Reply    {now ms, loadedAt ms of the policy's numbers,
--           {role, seats, role, seats, ...},
--           the ceiling as in ceiling_reply,
--           {{role, watermark ms, waiting, called ever, 1 if callable else 0, {ahead, arrival ms, ahead, ...}}, ...},
--           the epoch, seats leased to nodes}
--          or error NOPOLICY

local EXACT_MARKS = 64

local policy = read_policy()
if not policy then
  return NO_POLICY
end
write_at_any_rate()
local open = tell_open(ARGV[1])
if step_is_due() then
  sweep(policy, 2000)
  step(policy, open)
end

-- The first 64 ranks of people not called, then ranks that grow by a tenth, and the last one.
local function line(role)
  local lane = key('lane:' .. role)
  local first = first_not_called(role, watermark(role))
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
for _, role in ipairs(every_role()) do
  table.insert(seats, role)
  table.insert(seats, count_seats(role))
end

local ceiling, lanes = read_ceiling(policy), {}
for _, role in ipairs(policy.priority) do
  local callable = open[role] and policy.percent[role] > 0 and ceiling.sessions > 0
  local waiting = redis.call('ZCOUNT', key('lane:' .. role), oldest, '+inf')
  local ever = tonumber(redis.call('HGET', key('called:' .. role), 'ever') or 0)
  table.insert(lanes, { role, watermark(role), waiting, ever, callable and 1 or 0, line(role) })
end

local _, leased = read_leases()
return { now, policy.loaded_at, seats, ceiling_reply(policy, ceiling), lanes, policy.epoch, leased }
