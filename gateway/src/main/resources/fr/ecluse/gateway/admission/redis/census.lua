-- The state of the whole ENT at one instant; also takes the calling step when one is due.
--
-- ARGV[1]  the roles that no rule refuses now, one a line
-- Reply    {now ms, loadedAt ms of the policy's numbers,
--           {role, seats, role, seats, ...},
--           the ceiling as in ledger.ceiling_reply,
--           {{role, watermark ms, waiting, called ever, 1 if callable else 0, {ahead, arrival ms, ahead, ...},
--             its threshold in percent}, ...},
--           the epoch, seats leased to nodes, {{service, its ceiling, seats}, ...},
--           {each standing order as in order_reply, a LONG one without its value, ...},
--           {{role, no-shows ever, inversions ever}, ...}}
--          or error NOPOLICY

local EXACT_MARKS = 64
local CALL_LIFE = 60 * 1000 -- whoever has not come by then is a no-show, who may still come

local policy, refusal = read_policy_for('')
if not policy then
  return refusal
end
redis.call('DEL', key('nothing'))
local open = door_is_held() and '' or ARGV[1]
if policy.open ~= open then
  policy.open = open
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
  table.insert(lanes, { role, mark, waiting, tonumber(called[2] or 0), callable and 1 or 0, marks, policy.percent[role] })
end

-- What is counted of a lane. Whoever was called a minute ago and is still in the lane counts once, at the first census after.
local function tally(role)
  local known = redis.call('HMGET', key('tally:' .. role), 'no-shows', 'counted', 'inversions')
  local no_shows, counted = tonumber(known[1] or 0), tonumber(known[2] or 0)
  local lapsed = redis.call('ZREVRANGEBYSCORE', key('calls:' .. role), now - CALL_LIFE, '-inf', 'LIMIT', 0, 1)[1]
  if lapsed and tonumber(lapsed) > counted then
    no_shows = no_shows + redis.call('ZCOUNT', policy.lanes[role], '(' .. math.max(counted, oldest - 1), lapsed)
    redis.call('HSET', key('tally:' .. role), 'no-shows', no_shows, 'counted', lapsed)
  end
  return { role, no_shows, tonumber(known[3] or 0) }
end

local tallies = {}
for _, role in ipairs(policy.priority) do
  table.insert(tallies, tally(role))
end

local services, own = {}, redis.call('HGETALL', key('services'))
for i = 1, #own, 2 do
  table.insert(services, { own[i], tonumber(own[i + 1]), count_served(policy, own[i]) })
end

local orders = {}
for _, subject in ipairs(ORDERED) do
  table.insert(orders, order_reply(subject))
end
for _, subject in ipairs(LONG) do
  local version = tonumber(redis.call('HMGET', key('order:' .. subject), 'version')[1] or 0)
  table.insert(orders, { subject, '', version, -1, '', '' })
end

return { now, policy.loaded_at, seats, ledger.ceiling_reply(), lanes, policy.epoch, ledger.count_leased(), services,
  orders, tallies }
