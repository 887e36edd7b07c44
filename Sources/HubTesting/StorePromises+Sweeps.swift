import Hub

extension StorePromise {
  /// What is promised of sweeps, and of reading many customers at once.
  static let sweeps = [
    StorePromise("a sweep is kept, replaced, and found again, the newest first") { stand, differences in
      let store = try stand.open()
      differences.expect(try await store.sweeps(countMax: 9), is: [], "none yet")
      var first = SweepRow(number: 1, begunAtMilliseconds: 5, last: Sample.customer(7), laneCount: 2)
      let second = SweepRow(
        number: 2, begunAtMilliseconds: 6, plannedAtSeconds: 0, last: Sample.customer(8), laneCount: 1,
        endedAtMilliseconds: 9, outcome: [1, 2])
      try await store.keep(first)
      try await store.keep(second)
      first.outcome = [3]
      first.endedAtMilliseconds = 7
      try await store.keep(first)
      differences.expect(try await store.sweeps(countMax: 9), is: [second, first], "all")
      differences.expect(try await store.sweeps(countMax: 1), is: [second], "the newest")
      try store.close()
      differences.expect(try await stand.open().sweeps(countMax: 9), is: [second, first], "after opening again")
    },
    StorePromise("a lane moves on in the commit that brings its decision, or not at all") { stand, differences in
      let store = try stand.open()
      try await store.keep(SweepRow(number: 1, begunAtMilliseconds: 5, last: Sample.customer(7), laneCount: 2))
      func step(_ position: Int64, _ customer: Int64, _ lane: Int, _ contacts: Int, after: Int64 = 0) -> Commit {
        var commit = Sample.commit(Sample.entry(position, of: customer, after: after, kind: .decision))
        commit.sweepStep = SweepMark(
          sweep: 1, lane: lane, reached: Sample.customer(customer), decisionCount: 1, contactCount: contacts)
        return commit
      }
      try store.commit([step(1, 1, 1, 1), step(2, 2, 0, 0), step(3, 3, 1, 2)])
      try store.commit([step(4, 4, 0, 1)])
      // Nothing of a commit that is refused is there: position 4 is taken.
      await differences.expect(failure: "store.failed", of: "a position twice") { () throws(StoreError) in
        try store.commit([step(4, 6, 0, 1)])
      }
      let marks = [(0, 4, 2, 1), (1, 3, 2, 3)].map { lane, reached, decisions, contacts in
        SweepMark(
          sweep: 1, lane: lane, reached: Sample.customer(Int64(reached)), decisionCount: decisions,
          contactCount: contacts)
      }
      differences.expect(try await store.sweepMarks(of: 1), is: marks, "marks")
      differences.expect(try await store.sweepMarks(of: 2), is: [], "of another sweep")
      try store.close()
      differences.expect(try await stand.open().sweepMarks(of: 1), is: marks, "after opening again")
    },
    StorePromise("many customers are read as each of them is") { stand, differences in
      let store = try stand.open()
      var commit = Sample.commit(
        Sample.entry(1, of: 1), Sample.entry(2, of: 2), Sample.entry(3, of: 1, after: 1, kind: .snapshot),
        Sample.entry(4, of: 1, after: 3))
      commit.identities = [(Identity(.anonymous, "x"), Sample.customer(1)), (Identity(.id, "a"), Sample.customer(1))]
      try store.commit([commit])
      let lives = try await store.lives(of: [2, 9, 1].map { Sample.customer($0) })
      differences.expect(lives.map(\.customer.rawValue), is: [2, 1], "customers")
      for life in lives {
        differences.expect(life.entries, is: try await store.life(of: life.customer, before: nil), "entries")
        differences.expect(life.identities, is: try await store.identities(of: life.customer), "identities")
      }
    },
  ]
}
