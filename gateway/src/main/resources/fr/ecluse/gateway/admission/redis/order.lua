-- Changes a standing order.
--
-- ARGV[1]  subject, one of ORDERED or LONG
-- ARGV[2]  value, or empty: what stands is withdrawn
-- ARGV[3]  ms until it ends by itself, or empty: never
-- ARGV[4]  the version that the decision was made on, or empty: whatever it is
-- ARGV[5]  by   ARGV[6] reason
-- ARGV[7]  what the audit says where nothing stands
-- ARGV[8]  from, and ARGV[9] to: what the audit says instead of the values; or neither
-- Reply    {'changed', the order as in order_reply}
--       or {'STALE_VERSION', the order that stays}
--       or error NOPOLICY, or REENTRY while nodes re-enter what they hold, the orders among it

local subject, value, expected = ARGV[1], ARGV[2], tonumber(ARGV[4])

local policy, refusal = read_policy_for('')
if not policy then
  return refusal
end
redis.call('DEL', key('nothing'))
if policy.reentry then
  return redis.error_reply('REENTRY nodes re-enter what they hold')
end
local before = order_reply(subject)
if expected and expected ~= before[3] then
  return { 'STALE_VERSION', before }
end
set_order(subject, before[3] + 1, value, tonumber(ARGV[3]), ARGV[5], ARGV[6])
if door_is_held() and policy.open ~= '' then
  policy.open = ''
  save(policy)
end
local ledger = ledger_of(policy)

local function audited(text)
  return text == '' and ARGV[7] or (string.gsub(text, '\n', ' / '))
end

ledger.note(ARGV[5], subject, ARGV[8] or audited(before[2]), ARGV[9] or audited(value), ARGV[6])
ledger.publish('orders')
return { 'changed', order_reply(subject) }
