import Hub

extension StorePromise {
  /// What is promised of once-keys and links.
  static let keysAndLinks = [
    StorePromise("a key says what it was used for, and a later use replaces it") { stand, differences in
      let store = try stand.open()
      var commit = Sample.commit(Sample.entry(1, of: 1))
      commit.onceKeys = [Sample.key(1, position: 1), Sample.key(2)]
      try store.commit([commit])
      differences.expect(try await store.onceKey(Sample.key(1).key), is: Sample.key(1, position: 1), "first")
      differences.expect(try await store.onceKey(Sample.key(2).key), is: Sample.key(2), "second")
      differences.expect(try await store.onceKey(Sample.key(3).key), is: nil, "third")
      var again = Commit()
      again.onceKeys = [Sample.key(2, at: 2000, request: 9)]
      try store.commit([again])
      differences.expect(try await store.onceKey(Sample.key(2).key), is: again.onceKeys[0], "replaced")
    },
    StorePromise("a key is found again after many others, and when the store is opened again") { stand, differences in
      var store = try stand.open()
      let keys = (1...1000).map { Sample.key($0, at: Int64($0), position: Int64($0 % 3), request: $0) }
      for start in stride(from: 0, to: keys.count, by: 7) {
        var commit = Commit()
        commit.onceKeys = Array(keys[start..<min(keys.count, start + 7)])
        try store.commit([commit])
      }
      // The first ones were used long ago; one of them again now.
      var again = Commit()
      again.onceKeys = [Sample.key(2, at: 2000, request: 9)]
      try store.commit([again])
      for state in ["open", "opened again"] {
        var lost = 0
        for key in keys {
          let expected = key.key == again.onceKeys[0].key ? again.onceKeys[0] : key
          if try await store.onceKey(key.key) != expected { lost += 1 }
        }
        differences.expect(lost, is: 0, "keys lost, \(state)")
        differences.expect(try await store.onceKey(Sample.key(1001).key), is: nil, "a new key, \(state)")
        try store.close()
        store = try stand.open()
      }
    },
    StorePromise("among many keys the young ones stay, and all go when all are old") { stand, differences in
      var store = try stand.open()
      for number in UInt64(1)...1000 {
        var commit = Commit()
        commit.onceKeys = [Sample.key(number, at: Int64(number))]
        try store.commit([commit])
      }
      for (before, known) in [(1, 1000), (500, 501), (900, 101), (1000, 1), (1001, 0)] as [(Int64, Int)] {
        var forgotten = 0
        while true {
          let count = try await store.forgetOnceKeys(beforeMilliseconds: before, countMax: 90)
          differences.expect(count <= 90, is: true, "at most 90 at once")
          forgotten += count
          if count == 0 { break }
        }
        if before == 1 { differences.expect(forgotten, is: 0, "none is old") }
        try store.close()
        store = try stand.open()
        var young = 0
        var found = 0
        for number in UInt64(1)...1000 {
          guard try await store.onceKey(Sample.key(number).key) != nil else { continue }
          found += 1
          if Int64(number) >= before { young += 1 }
        }
        differences.expect(young, is: known, "keys not older than \(before)")
        if known == 0 { differences.expect(found, is: 0, "old keys") }
      }
    },
    StorePromise("old keys are forgotten, a bounded number at a time, the oldest first") { stand, differences in
      let store = try stand.open()
      var commit = Commit()
      commit.onceKeys = (1...10).map { Sample.key($0, at: Int64($0) * 100) }
      try store.commit([commit])
      differences.expect(try await store.forgetOnceKeys(beforeMilliseconds: 100, countMax: 9), is: 0, "none older")
      differences.expect(try await store.forgetOnceKeys(beforeMilliseconds: 601, countMax: 4), is: 4, "at most four")
      differences.expect(try await store.onceKey(Sample.key(4).key), is: nil, "forgotten")
      differences.expect(try await store.onceKey(Sample.key(5).key), is: Sample.key(5, at: 500), "not yet")
      differences.expect(try await store.forgetOnceKeys(beforeMilliseconds: 601, countMax: 4), is: 2, "the rest")
      differences.expect(try await store.onceKey(Sample.key(6).key), is: nil, "forgotten")
      differences.expect(try await store.onceKey(Sample.key(7).key), is: Sample.key(7, at: 700), "young enough")
      differences.expect(try await store.forgetOnceKeys(beforeMilliseconds: 601, countMax: 4), is: 0, "done")
    },
    StorePromise("links join customers, once each") { stand, differences in
      let store = try stand.open()
      var commit = Sample.commit(Sample.entry(1, of: 1), Sample.entry(2, of: 2))
      commit.linksAdded = [
        (.max, Sample.customer(2)), (.max, Sample.customer(1)), (.max, Sample.customer(1)), (0, Sample.customer(1)),
      ]
      try store.commit([commit])
      differences.expect(try await store.customers(linkedBy: .max).map(\.rawValue), is: [1, 2], "joined")
      differences.expect(try await store.customers(linkedBy: 0).map(\.rawValue), is: [1], "alone")
      var change = Commit()
      change.linksRemoved = [(.max, Sample.customer(1)), (5, Sample.customer(1))]
      change.linksAdded = [(0, Sample.customer(2))]
      try store.commit([change])
      differences.expect(try await store.customers(linkedBy: .max).map(\.rawValue), is: [2], "parted")
      differences.expect(try await store.customers(linkedBy: 0).map(\.rawValue), is: [1, 2], "joined")
    },
    StorePromise("links of commits that are written together hold as if each came by itself") { stand, differences in
      let store = try stand.open()
      try store.commit([Sample.commit(Sample.entry(1, of: 1), Sample.entry(2, of: 2))])
      // Every order of what three commits can do with one link; a second link only gains.
      for plan in 0..<27 {
        let link = UInt64(plan) << 59 | UInt64(plan)
        var isJoined = false
        let commits = [plan % 3, plan / 3 % 3, plan / 9].map { what in
          var commit = Commit()
          if what == 1 { commit.linksAdded.append((link, Sample.customer(1))) }
          if what == 2 { commit.linksRemoved.append((link, Sample.customer(1))) }
          if what > 0 { isJoined = what == 1 }
          commit.linksAdded.append((.max - link, Sample.customer(2)))
          return commit
        }
        try store.commit(commits)
        differences.expect(
          try await store.customers(linkedBy: link).map(\.rawValue), is: isJoined ? [1] : [], "plan \(plan)")
        differences.expect(
          try await store.customers(linkedBy: .max - link).map(\.rawValue), is: [2], "beside plan \(plan)")
      }
    },
  ]

  /// What is promised of messages.
  static let messages = [
    StorePromise("messages wait in the order in which they are due") { stand, differences in
      let store = try stand.open()
      try await writeMessages(store)
      func waiting(_ channel: String?, before: Int64, _ countMax: Int) async throws -> [[Int64]] {
        try await store.outbox(channel: channel, dueBeforeSeconds: before, countMax: countMax)
          .map { [$0.decision.rawValue, Int64($0.choice)] }
      }
      differences.expect(try await waiting(nil, before: 99, 9), is: [[2, 0], [1, 1], [3, 0], [1, 0]], "all")
      differences.expect(try await waiting(nil, before: 99, 2), is: [[2, 0], [1, 1]], "a page")
      differences.expect(try await waiting(nil, before: 20, 9), is: [[2, 0]], "before a moment")
      differences.expect(try await waiting("email", before: 99, 9), is: [[2, 0], [3, 0], [1, 0]], "one channel")
      differences.expect(try await waiting("letter", before: 99, 9), is: [], "a channel without messages")
      differences.expect(try await store.outboxCounts, is: ["email": 3, "sms": 1], "counts")
      let rows = try await store.outbox(channel: "sms", dueBeforeSeconds: 99, countMax: 9)
      differences.expect(rows, is: [Sample.message(1, 1, to: 1, channel: "sms", due: 20)], "in full")
    },
    StorePromise("a message goes once it is removed, and can be put off") { stand, differences in
      let store = try stand.open()
      try await writeMessages(store)
      var change = Commit()
      change.outboxRemoved = [(Sample.position(1), 1), (Sample.position(2), 0), (Sample.position(9), 0)]
      change.outboxAdded = [Sample.message(2, to: 2, due: 50)]
      try store.commit([change])
      differences.expect(
        try await store.outbox(channel: nil, dueBeforeSeconds: 99, countMax: 9).map(\.dueSeconds), is: [20, 30, 50],
        "what waits")
      differences.expect(try await store.outboxCounts, is: ["email": 3], "counts")
    },
  ]

  /// What is promised of how many messages wait.
  static let messageCounts = [
    StorePromise("counts of messages hold through putting off, taking out twice, erasing and opening again") {
      stand, differences in
      var store = try stand.open()
      try await writeMessages(store)
      var change = Commit()
      change.outboxRemoved = [(Sample.position(1), 1), (Sample.position(1), 1), (Sample.position(9), 0)]
      // Put off to another channel, put off on the same one, and taken out and added in one commit.
      change.outboxAdded = [Sample.message(1, to: 1, channel: "sms", due: 50), Sample.message(2, to: 2, due: 60)]
      var replacing = Commit()
      replacing.outboxRemoved = [(Sample.position(3), 0)]
      replacing.outboxAdded = [Sample.message(3, to: 1, channel: "letter", due: 5)]
      try store.commit([change, replacing])
      differences.expect(try await store.outboxCounts, is: ["email": 1, "sms": 1, "letter": 1], "counts")
      try store.close()
      store = try stand.open()
      differences.expect(try await store.outboxCounts, is: ["email": 1, "sms": 1, "letter": 1], "opened again")
      _ = try await store.erase(Sample.customer(1))
      differences.expect(try await store.outboxCounts, is: ["email": 1], "after erasing")
    }
  ]

  /// What is promised of messages on their way.
  static let deliveries = [
    StorePromise("pages of one channel's messages go on behind a mark, urgent ones apart") { stand, differences in
      let store = try stand.open()
      try await writeMessages(store)
      var urgent = Sample.message(2, 1, to: 2, due: 40)
      urgent.isUrgent = true
      urgent.attempts = 3
      var change = Commit()
      change.outboxAdded = [urgent]
      try store.commit([change])
      func page(_ isUrgent: Bool, _ after: OutboxRow?, _ countMax: Int) async throws -> [OutboxRow] {
        try await store.outbox(
          channel: "email", isUrgent: isUrgent, dueBeforeSeconds: 41, after: after.map(OutboxMark.init),
          countMax: countMax)
      }
      let first = try await page(false, nil, 2)
      differences.expect(first.map(\.dueSeconds), is: [10, 20], "first page")
      differences.expect(try await page(false, first.last, 9).map(\.dueSeconds), is: [30], "what is behind it")
      differences.expect(try await page(true, nil, 9), is: [urgent], "urgent ones, in full")
      differences.expect(try await page(true, urgent, 9), is: [], "nothing behind the last")
      differences.expect(
        try await store.outbox(channel: nil, dueBeforeSeconds: 99, countMax: 9).map(\.dueSeconds),
        is: [10, 20, 20, 30, 40], "all together")
    },
    StorePromise("a message on its way is found by its decision and by what its provider calls it") {
      stand, differences in
      var store = try stand.open()
      try await writeMessages(store)
      let rows = [
        delivery(1, .handedOver), delivery(2, .accepted, "a", to: 2), delivery(3, .unknown),
        delivery(1, .accepted, "a", choice: 1, channel: "sms"),
      ]
      var change = Commit()
      change.outboxRemoved = rows.map { ($0.message.decision, $0.message.choice) }
      change.deliveriesAdded = rows
      try store.commit([change])
      for state in ["open", "opened again"] {
        differences.expect(try await store.unansweredDeliveries(countMax: 9), is: [rows[0]], "unanswered, \(state)")
        differences.expect(
          try await store.delivery(channel: "email", providerID: "a"), is: rows[1], "by its name, \(state)")
        differences.expect(try await store.delivery(channel: "sms", providerID: "a"), is: rows[3], "by channel")
        differences.expect(try await store.delivery(channel: "email", providerID: ""), is: nil, "no name")
        differences.expect(
          try await store.delivery(of: Sample.position(3), choice: 0), is: rows[2], "by its decision, \(state)")
        try store.close()
        store = try stand.open()
      }
      // The same one again, with its answer; another one ends; one waits again.
      var answered = rows[0]
      answered.state = .accepted
      answered.providerID = "é\0"
      var news = Commit()
      news.deliveriesRemoved = [(Sample.position(2), 0), (Sample.position(9), 0)]
      news.deliveriesAdded = [answered]
      try store.commit([news])
      differences.expect(try await store.unansweredDeliveries(countMax: 9), is: [], "answered")
      differences.expect(try await store.delivery(channel: "email", providerID: "é\0"), is: answered, "renamed")
      differences.expect(try await store.delivery(channel: "email", providerID: "a"), is: nil, "ended")
      differences.expect(
        try await store.forgetDeliveries(beforeMilliseconds: 5_000, countMax: 2), is: 2, "at most two are forgotten")
      differences.expect(try await store.forgetDeliveries(beforeMilliseconds: 5_000, countMax: 2), is: 1, "the last")
    },
    StorePromise("what has no answer is not forgotten, but goes with its customer") { stand, differences in
      let store = try stand.open()
      try await writeMessages(store)
      var change = Commit()
      change.deliveriesAdded = [delivery(1, .handedOver), delivery(2, .handedOver, to: 2), delivery(3, .accepted, "x")]
      try store.commit([change])
      differences.expect(
        try await store.forgetDeliveries(beforeMilliseconds: 1_000, countMax: 9), is: 0, "none is that old")
      differences.expect(try await store.forgetDeliveries(beforeMilliseconds: 9_000, countMax: 9), is: 1, "answered")
      _ = try await store.erase(Sample.customer(1))
      differences.expect(
        try await store.unansweredDeliveries(countMax: 9).map(\.message.customer), is: [Sample.customer(2)], "erased")
    },
  ]

  private static func delivery(
    _ decision: Int64, _ state: DeliveryRow.State, _ providerID: String = "", choice: Int = 0, to customer: Int64 = 1,
    channel: String = "email"
  ) -> DeliveryRow {
    DeliveryRow(
      message: Sample.message(decision, choice, to: customer, channel: channel, due: 10), state: state,
      atMilliseconds: 1_000 * decision, providerID: providerID)
  }

  private static func writeMessages(_ store: any Store) async throws {
    var commit = Sample.commit(
      Sample.entry(1, of: 1, kind: .decision), Sample.entry(2, of: 2, kind: .decision),
      Sample.entry(3, of: 1, after: 1, kind: .decision))
    commit.outboxAdded = [
      Sample.message(1, 0, to: 1, due: 30), Sample.message(1, 1, to: 1, channel: "sms", due: 20),
      Sample.message(2, to: 2, due: 10), Sample.message(3, to: 1, due: 20),
    ]
    try store.commit([commit])
  }
}
