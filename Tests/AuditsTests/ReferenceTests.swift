import Audits
import Decisions
import Seeds
import Testing
import Times

@Suite("the audit and its slow second writing agree")
struct ReferenceTests {
  /// Few people, services and days, so that everything happens; days on which clocks change among them.
  private func random(_ seed: UInt64) -> PastSends {
    var chance = SeededGenerator(seed: seed)
    var past = PastSends()
    past.services = ["billing", "care", "crm", "loyalty"]
    past.channels = ["email", "sms", "call", "letter", "carrier pigeon"].map { SendChannel(name: $0) }
    past.purposes = ["promotion", "newsletter", "service", "legal", "whatever"].map { SendPurpose(name: $0) }
    past.templates = [SendTemplate(name: "t", text: "one two three four")]
    let names = ["Europe/Paris", "America/New_York", "America/Los_Angeles", "Pacific/Apia"]
    past.zones = [.utc] + names.compactMap { Reading.directory.zone(named: $0) }
    past.places = [
      SendPlace(hypotheses: [PlaceHypothesis(country: "", zone: 0)], countingZone: 0),
      SendPlace(hypotheses: [PlaceHypothesis(country: "FR", zone: 1)], countingZone: 1),
      SendPlace(hypotheses: [PlaceHypothesis(country: "FR", region: "FR-67", zone: 1)], countingZone: 1),
      SendPlace(
        hypotheses: [PlaceHypothesis(country: "US", zone: 2), PlaceHypothesis(country: "US", zone: 3)], countingZone: 0),
      SendPlace(
        hypotheses: [
          PlaceHypothesis(country: "US", region: "US-TX", zone: 2),
          PlaceHypothesis(country: "BR", region: "BR-CE", zone: 2),
        ], countingZone: 2),
      SendPlace(hypotheses: [PlaceHypothesis(country: "GB", zone: 4)], countingZone: 4),
    ]
    for _ in 0..<40 {
      past.kinds.append(
        SendKind(
          service: chance.int(0...3), channel: chance.int(0...4), purpose: chance.int(0...4),
          template: chance.int(-1...0)))
    }
    past.kinds = Array(Set(past.kinds)).sorted {
      ($0.service, $0.channel, $0.purpose, $0.template) < ($1.service, $1.channel, $1.purpose, $1.template)
    }
    past.knownAnswers = [.opened, .clicked]
    // 20 March 2026 and five weeks from there; holidays and a change of clocks on both sides of the ocean.
    for _ in 0..<1_500 {
      let hours = chance.int(0...(24 * 35)) * 3_600
      past.append(
        PastSend(
          person: UInt32(chance.int(0...39)), seconds: 1_772_500_000 + UInt32(hours + 60 * chance.int(0...1)),
          kind: UInt32(chance.int(0...(past.kinds.count - 1))), place: UInt16(chance.int(0...5)),
          answers: SendAnswers(rawValue: UInt8(chance.int(0...31))), isDateOnly: chance.chance(0.05)))
      // Copies, some with an answer more.
      if chance.chance(0.05) {
        var copy = past[past.count - 1]
        copy.answers.insert(.clicked)
        past.append(copy)
      }
    }
    return past
  }

  @Test("every figure, on random sends", arguments: [1, 2, 3, 4, 5])
  func figures(seed: UInt64) {
    let past = random(seed)
    let audit = Audit(past, law: Reading.law)
    let reference = Reference(past, law: Reading.law)
    #expect(audit.sendCount == reference.sends.count && audit.copyCount == past.count - reference.sends.count)
    for pressure in audit.pressures {
      let expected = reference.busiest(pressure.group, pressure.window)
      #expect(values(pressure.busiest) == expected.counts, "seed \(seed)")
      #expect(values(pressure.busiestWeight) == expected.weights)
      for share in [1, 50, 95, 100] {
        let rank = max(1, (expected.counts.count * share + 99) / 100)
        #expect(pressure.busiest.percentile(share) == expected.counts[rank - 1])
      }
    }
    let met = reference.collisions()
    #expect(audit.collisions.pairs.count == met.count && !met.isEmpty)
    for pair in audit.collisions.pairs {
      let days = met[[pair.first, pair.second]] ?? []
      #expect(pair.personDays == days.count && pair.people == Set(days.map(\.person)).count, "seed \(seed)")
      let byDay = Dictionary(grouping: days, by: \.day).mapValues(\.count)
      #expect(Dictionary(uniqueKeysWithValues: pair.days.map { ($0.day, $0.people) }) == byDay)
    }
    let verdicts = reference.verdicts()
    #expect(audit.breaches.certain == verdicts.count { $0 == 2 } && audit.breaches.certain > 0, "seed \(seed)")
    #expect(audit.breaches.possible == verdicts.count { $0 == 1 } && audit.breaches.possible > 0, "seed \(seed)")
    let worst = Dictionary(grouping: zip(reference.sends, verdicts), by: { $0.0.person }).mapValues {
      $0.map(\.1).max()
    }
    #expect(audit.breaches.certainPeople == worst.values.count { $0 == 2 })
    #expect(audit.breaches.possiblePeople == worst.values.count { $0 == 1 })
  }

  @Test("what caps hold back, on random sends", arguments: [11, 12])
  func caps(seed: UInt64) {
    let past = random(seed)
    let audit = Audit(past, law: LawBook())
    let reference = Reference(past, law: LawBook())
    for trial in audit.thresholds.caps + audit.thresholds.spacings {
      let held = reference.held(max: trial.max, windowSeconds: trial.windowSeconds)
      #expect(trial.held.sends == held.count, "seed \(seed), \(trial.max) in \(trial.windowSeconds)")
      #expect(trial.people == Set(held.map(\.person)).count)
      #expect(trial.held.unsubscribed == held.count { $0.answers.contains(.unsubscribed) })
      // Every channel has a click here, so all are measured.
      #expect(trial.held.clicked == held.count { $0.answers.contains(.clicked) })
    }
    let marketing = reference.sends.filter(reference.isMarketing)
    #expect(audit.thresholds.total.sends == marketing.count)
    var before = [Int](repeating: 0, count: Thresholds.capMax + 1)
    for (place, send) in marketing.enumerated() {
      let others = marketing[..<place].count {
        $0.person == send.person && Int(send.seconds) - Int($0.seconds) < 604_800
      }
      before[min(others, Thresholds.capMax)] += 1
    }
    #expect(audit.thresholds.byMessagesBefore.map(\.sends) == before)
  }

  /// All values of a histogram, ascending.
  private func values(_ histogram: Histogram) -> [Int] {
    histogram.ascending.flatMap { [Int](repeating: $0.value, count: $0.occurrences) }
  }
}
