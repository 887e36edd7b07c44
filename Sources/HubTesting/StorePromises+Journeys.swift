import Hub

extension StorePromise {
  /// What is promised of timers, occasions, segments and the look over everybody.
  static let journeys = [
    StorePromise("a customer has one timer, and those due come in order, in pages") { stand, differences in
      let store = try stand.open()
      var commit = Sample.commit(Sample.entry(1, of: 1), Sample.entry(2, of: 2), Sample.entry(3, of: 3))
      commit.timers = [(Sample.customer(1), 30), (Sample.customer(2), 20), (Sample.customer(3), 20)]
      try store.commit([commit])
      func due(_ moment: Int64, after: TimerRow? = nil, _ countMax: Int = 9) async throws -> [Int64] {
        try await store.timers(dueUpToSeconds: moment, after: after, countMax: countMax).map(\.customer.rawValue)
      }
      differences.expect(try await due(19), is: [], "none yet")
      differences.expect(try await due(20), is: [2, 3], "at the moment itself")
      differences.expect(try await due(99), is: [2, 3, 1], "all")
      differences.expect(try await due(99, 1), is: [2], "a page")
      let second = TimerRow(customer: Sample.customer(2), dueSeconds: 20)
      differences.expect(try await due(99, after: second), is: [3, 1], "the next page")
      var change = Commit()
      change.timers = [(Sample.customer(2), nil), (Sample.customer(3), 5), (Sample.customer(3), 40)]
      try store.commit([change])
      differences.expect(try await due(99), is: [1, 3], "set again, taken away")
    },
    StorePromise("an occasion waits until it is removed, in the order of opening") { stand, differences in
      let store = try stand.open()
      var commit = Sample.commit(Sample.entry(1, of: 1, kind: .journeys), Sample.entry(2, of: 2, kind: .journeys))
      let rows = [(2, 0), (1, 1), (1, 0)].map { opened, place in
        OccasionRow(
          key: OccasionRow.Key(opened: Sample.position(Int64(opened)), place: place),
          customer: Sample.customer(Int64(opened)), source: "cart/mail", expiresSeconds: 77)
      }
      commit.occasionsAdded = rows
      try store.commit([commit])
      differences.expect(try await store.occasions(after: nil, countMax: 9), is: rows.reversed(), "all")
      differences.expect(try await store.occasions(after: rows[1].key, countMax: 9), is: [rows[0]], "the next page")
      differences.expect(try await store.occasions(after: nil, countMax: 1), is: [rows[2]], "a page")
      var change = Commit()
      change.occasionsRemoved = [rows[1].key, rows[1].key]
      try store.commit([change])
      differences.expect(try await store.occasions(after: nil, countMax: 9), is: [rows[2], rows[0]], "one less")
    },
    StorePromise("segments grow and shrink; what is empty is left out") { stand, differences in
      let store = try stand.open()
      var commit = Commit()
      commit.segments = [("adults", 1), ("gone", 1), ("adults", 1), ("gone", -1)]
      try store.commit([commit])
      differences.expect(try await store.segmentCounts, is: ["adults": 2], "counts")
    },
    StorePromise("the look over everybody keeps earlier timers, and says how far it got") { stand, differences in
      var store = try stand.open()
      var commit = Sample.commit(Sample.entry(1, of: 1), Sample.entry(2, of: 2))
      commit.timers = [(Sample.customer(1), 10)]
      try store.commit([commit])
      differences.expect(try await store.review, is: nil, "none yet")
      let mark = ReviewMark(planKey: .max, reached: Sample.customer(2), isDone: false)
      try await store.advance(
        mark,
        timers: [
          TimerRow(customer: Sample.customer(1), dueSeconds: 50),
          TimerRow(customer: Sample.customer(2), dueSeconds: 50),
        ])
      try store.close()
      store = try stand.open()
      differences.expect(try await store.review, is: mark, "reopened")
      differences.expect(
        try await store.timers(dueUpToSeconds: 99, after: nil, countMax: 9).map(\.dueSeconds), is: [10, 50], "timers")
    },
    StorePromise("who is erased takes timers and occasions along, and leaves their segments") { stand, differences in
      let store = try stand.open()
      var commit = Sample.commit(Sample.entry(1, of: 1, kind: .journeys), Sample.entry(2, of: 2, kind: .journeys))
      commit.timers = [(Sample.customer(1), 10), (Sample.customer(2), 20)]
      commit.occasionsAdded = (1...2).map {
        OccasionRow(
          key: OccasionRow.Key(opened: Sample.position($0), place: 0), customer: Sample.customer($0), source: "a",
          expiresSeconds: 9)
      }
      commit.segments = [("adults", 2)]
      try store.commit([commit])
      _ = try await store.erase(Sample.customer(1), of: ["adults"])
      differences.expect(
        try await store.timers(dueUpToSeconds: 99, after: nil, countMax: 9).map(\.customer.rawValue), is: [2], "timers")
      differences.expect(
        try await store.occasions(after: nil, countMax: 9).map(\.customer.rawValue), is: [2], "occasions")
      differences.expect(try await store.segmentCounts, is: ["adults": 1], "segments")
    },
  ]
}
