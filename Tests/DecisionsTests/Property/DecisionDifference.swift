import Decisions
import Expressions
import Times

/// The differences between two decisions and the ledgers after them, one a line; none if they agree.
///
/// Money may differ by 1e-9 of its size, everything else not at all.
func differences(
  _ charter: Charter, _ decision: Decision, _ state: CustomerState, reference: ReferenceDecision,
  _ referenceState: CustomerState
) -> [String] {
  var lines: [String] = []
  func expect(_ isEqual: Bool, _ what: String, _ own: Any, _ other: Any) {
    if !isEqual { lines.append("\(what): \(own), but the reference says \(other)") }
  }
  switch (decision.answer, reference.abstention) {
  case (.contact(let own), nil):
    expect(own.count == reference.choices.count, "answers", own.count, reference.choices.count)
    for (n, (own, other)) in zip(own, reference.choices).enumerated() where !areEqual(own, other) {
      expect(false, "answer \(n)", own, other)
    }
  case (.abstain(let own), let other?):
    expect(own.reason == other.reason, "reason", own.reason, other.reason)
    expect(areEqual(own.value, other.value), "value of silence", own.value, other.value)
    expect(areEqual(own.forgone, other.forgone), "forgone", own.forgone, other.forgone)
    expect(own.nextLook == other.nextLook, "next look", own.nextLook, other.nextLook)
  case (let own, let other): expect(false, "answer", own, other.map { "\($0)" } ?? "\(reference.choices)")
  }
  expect(
    abs(decision.draw.probability - reference.draw.probability) < 0.02 && decision.draw.isEven == reference.draw.isEven,
    "draw", decision.draw, reference.draw)
  expect(
    decision.draw.probability > 0 && decision.draw.probability <= 1, "probability", decision.draw.probability, "0 … 1")
  expect(areEqual(decision.silenceValue, reference.silence), "silence", decision.silenceValue, reference.silence)
  expect(areEqual(decision.trial, reference.trial), "trial", decision.trial as Any, reference.trial as Any)
  expect(decision.assignments == reference.assignments, "arms", decision.assignments, reference.assignments)
  expect(decision.fates.count == reference.fates.count, "fates", decision.fates.count, reference.fates.count)
  for (number, (own, other)) in zip(decision.fates, reference.fates).enumerated() where own != other {
    expect(false, "fate of \(name(of: number, charter))", describe(own), describe(other))
  }
  expect(
    state.ledger.contacts == referenceState.ledger.contacts, "ledger", state.ledger.contacts.count,
    referenceState.ledger.contacts.count)
  expect(
    state.addressContacts == referenceState.addressContacts
      && state.householdContacts == referenceState.householdContacts, "contacts of others", "changed", "kept")
  let row = state.customer.row
  expect(
    row.states == referenceState.customer.row.states && row.words == referenceState.customer.row.words, "attributes",
    row, referenceState.customer.row)
  return lines
}

private func areEqual(_ own: Double, _ other: Double) -> Bool {
  own == other || abs(own - other) <= 1e-9 * max(abs(own), abs(other))
}

private func areEqual(_ own: Trial?, _ other: Trial?) -> Bool {
  guard let own, let other else { return own == nil && other == nil }
  func areEqual(_ own: Trial.Option, _ other: Trial.Option) -> Bool {
    own.treatment == other.treatment && own.probability == other.probability && abs(own.worth - other.worth) < 1e-6
      && abs(own.cost - other.cost) < 1e-6
  }
  return own.silence == other.silence && own.done == other.done && own.isOwnSilence == other.isOwnSilence
    && own.isEven == other.isEven && own.options.count == other.options.count
    && zip(own.options, other.options).allSatisfy(areEqual)
    // Of two that are worth the same, either may be the preferred one.
    && own.options.indices.contains(own.preferred)
}

private func areEqual(_ own: Choice, _ other: ReferenceChoice) -> Bool {
  own.treatment == other.treatment && own.at == other.at && areEqual(own.propensity, other.propensity)
    && areEqual(own.value, other.value) && areEqual(own.lever, other.lever) && areEqual(own.cost, other.cost)
    && areEqual(own.net, other.net)
}

private func describe(_ fate: Fate) -> String {
  fate.rule == Fate.noRule ? fate.reason.name : "\(fate.reason.name) by rule \(fate.rule)"
}

private func name(of number: Int, _ charter: Charter) -> String {
  let candidates = ReferenceCandidate.all(of: charter)
  guard candidates.indices.contains(number) else { return "\(number)" }
  return "\(number) (\(candidates[number].action.name) on \(candidates[number].channel.name))"
}
