import Decisions
import Hub
import Testing

/// Where news takes a contact: the tables of docs/HUB.md.
@Suite struct ContactMoveTests {
  static let states: [ContactState] = [
    .reserved, .handedOver, .accepted, .delivered, .unknown, .expired, .bounced, .released,
  ]

  /// The new state, `same` where it stands there already, `no` where the news cannot be true; for contacts without an
  /// outcome. Columns as in ``states``.
  @Test func states() {
    let table: [(FeedbackKind, String)] = [
      (.confirmed, "handedOver same same same same same same no"),
      (.released, "released no no no no no no same"),
      (.delivered, "delivered delivered delivered same delivered no no no"),
      (.bounced, "bounced bounced bounced bounced bounced no same no"),
      (.bouncedForGood, "bounced bounced bounced bounced bounced expired bounced no"),
      (.refusedByProvider, "bounced bounced bounced no bounced no same no"),
      (.unknown, "unknown unknown unknown same same same same no"),
      (.expired, "no expired expired no expired same no no"),
      (.opened, "delivered delivered delivered delivered delivered expired bounced no"),
      (.clicked, "delivered delivered delivered delivered delivered expired bounced no"),
      (.converted, "delivered delivered delivered delivered delivered expired bounced no"),
      (.ignored, "no handedOver accepted delivered unknown no no no"),
      (.rejected, "delivered delivered delivered delivered delivered expired bounced no"),
      (.unsubscribed, "delivered delivered delivered delivered delivered expired bounced released"),
      (.complained, "delivered delivered delivered delivered delivered expired bounced released"),
      (.accepted, "accepted accepted same same accepted same same no"),
      (.postponed, "same reserved no no no no no no"),
    ]
    #expect(table.map(\.0) == FeedbackKind.allCases)
    for (kind, row) in table {
      let found = Self.states.map { state in
        switch ContactMove.of(kind, state: state, outcome: .none) {
        case .moved(let next, _): "\(next)"
        case .already: "same"
        case .refused: "no"
        }
      }
      #expect(found.joined(separator: " ") == row, "\(kind)")
    }
  }

  /// The outcome of a delivered contact after news: columns are the outcomes before.
  @Test func outcomes() {
    let outcomes: [ContactOutcome] = [
      .none, .ignored, .opened, .clicked, .converted, .refused, .unsubscribed, .complained,
    ]
    let table: [(FeedbackKind, String)] = [
      (.opened, "opened opened same same same same same same"),
      (.clicked, "clicked clicked clicked same same same same same"),
      (.converted, "converted converted converted converted same converted unsubscribed complained"),
      (.ignored, "ignored same no no no no no no"),
      (.rejected, "refused refused refused refused no same same same"),
      (
        .unsubscribed,
        "unsubscribed unsubscribed unsubscribed unsubscribed unsubscribed unsubscribed unsubscribed complained"
      ),
      (.complained, "complained complained complained complained complained complained complained complained"),
      // What came back was not ignored; what was answered did not come back.
      (.bounced, "none none no no no no no no"),
      (.bouncedForGood, "none none opened clicked converted refused unsubscribed complained"),
    ]
    for (kind, row) in table {
      let found = outcomes.map { outcome in
        switch ContactMove.of(kind, state: .delivered, outcome: outcome) {
        case .moved(_, let next): "\(next)"
        case .already: "same"
        case .refused: "no"
        }
      }
      #expect(found.joined(separator: " ") == row, "\(kind)")
    }
  }

  @Test func whyNot() {
    let table: [(FeedbackKind, ContactState, ContactOutcome, ContactObstacle)] = [
      (.released, .handedOver, .none, .handedOver), (.confirmed, .released, .none, .released),
      (.ignored, .delivered, .opened, .answered), (.rejected, .delivered, .converted, .converted),
      (.bounced, .delivered, .clicked, .answered), (.expired, .reserved, .none, .reserved),
      (.refusedByProvider, .delivered, .none, .delivered), (.delivered, .bounced, .none, .bounced),
    ]
    for (kind, state, outcome, obstacle) in table {
      #expect(ContactMove.of(kind, state: state, outcome: outcome) == .refused(obstacle), "\(kind), \(state)")
    }
    #expect(ContactObstacle.allCases.map(\.description).contains("handed_over"))
  }

  /// Whatever comes twice moves nothing the second time, but for news that changes more than the ledger.
  @Test func newsTwice() {
    for kind in FeedbackKind.allCases {
      for state in ContactState.allCases {
        for outcome in ContactOutcome.allCases {
          guard case .moved(let nextState, let nextOutcome) = ContactMove.of(kind, state: state, outcome: outcome)
          else { continue }
          let second = ContactMove.of(kind, state: nextState, outcome: nextOutcome)
          let isKept = kind.needsReload || kind == .converted && nextOutcome != .converted
          #expect(
            isKept ? second == .moved(nextState, nextOutcome) : second == .already, "\(kind), \(state), \(outcome)")
        }
      }
    }
  }
}
