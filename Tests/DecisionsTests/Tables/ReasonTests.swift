import Decisions
import Testing

/// The closed list of reasons. Other programs keep these codes: a line may be added here, never changed.
@Suite struct ReasonTests {
  static let codes: [String: UInt16] = [
    "not_asked": 0, "chosen": 1, "chosen_later": 2, "no_candidate": 100, "inactive": 101, "not_started": 102,
    "ended": 103, "stopped": 104, "volume_exhausted": 105, "channel_down": 106, "outside_rollout": 107,
    "restricted_by_stage": 111, "other_arm": 112, "ineligible_by_issue": 201,
    "eligibility_unknown_by_issue": 202, "ineligible_by_group": 203, "eligibility_unknown_by_group": 204,
    "ineligible": 205, "eligibility_unknown": 206, "inapplicable_by_issue": 211,
    "applicability_unknown_by_issue": 212, "inapplicable_by_group": 213, "applicability_unknown_by_group": 214,
    "inapplicable": 215, "applicability_unknown": 216, "unsuitable_by_issue": 221,
    "suitability_unknown_by_issue": 222, "unsuitable_by_group": 223, "suitability_unknown_by_group": 224,
    "unsuitable": 225, "suitability_unknown": 226, "objected": 301, "consent_absent": 302, "consent_withdrawn": 303,
    "address_missing": 304, "address_suppressed": 305, "preference": 306, "held_out": 307, "cap": 401,
    "pressure_cap": 402, "address_cap": 403, "household_cap": 404, "legal_cap": 405, "spacing": 411,
    "quiet_hours": 421, "legal_hours": 422, "suppressed": 431, "legal_suppression": 432, "pending": 441,
    "tired": 442, "paused": 451, "propensity_unknown": 501, "value_unknown": 502, "silenced": 601, "tier_closed": 602,
    "below_floor": 603, "outranked_by_tier": 604, "outranked": 605, "other_channel": 606,
    "waiting_is_worth_more": 607, "not_sure_enough": 608, "silence_drawn": 609, "dropped": 701,
  ]

  @Test func codesAndNamesAreStable() {
    let actual = Dictionary(uniqueKeysWithValues: Reason.allCases.map { ($0.name, $0.rawValue) })
    #expect(actual == Self.codes)
    #expect(Set(Self.codes.values).count == Self.codes.count)
  }

  /// Hundreds are the steps of a decision, and the list is in the order of checking.
  @Test func codesAscendByStep() {
    let codes = Reason.allCases.map(\.rawValue)
    #expect(codes == codes.sorted())
    #expect(Reason.allCases.allSatisfy { (0...7).contains($0.step) })
    #expect(Reason.allCases.filter(\.isUnknown).map(\.name).allSatisfy { $0.contains("unknown") })
    #expect(Reason.allCases.filter { $0.name.contains("unknown") }.allSatisfy { $0.isUnknown })
  }
}
