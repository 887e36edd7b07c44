import Hub

extension StorePromise {
  /// What is promised of customers who are taken out.
  static let erasing = [
    StorePromise("an erased customer is found by no call, and others are left alone") { stand, differences in
      let store = try stand.open()
      try await writeTwo(store)
      differences.expect(
        try await store.erase(Sample.customer(2)), is: .overwritten, "erasure with nobody else reading")
      await differences.expectTwoErased(try await Differences.Findings(of: store))
      // Erasing again, or somebody unknown, is no error.
      _ = try await store.erase(Sample.customer(2))
      _ = try await store.erase(Sample.customer(77))
      try store.close()
      await differences.expectTwoErased(try await Differences.Findings(of: stand.open()))
    },
    StorePromise("a key goes with the customer of its last use, and its earlier uses do not come back") {
      stand, differences in
      var store = try stand.open()
      var first = Sample.commit(Sample.entry(1, of: 1), Sample.entry(2, of: 2))
      first.onceKeys = [Sample.key(1, position: 1), Sample.key(2, position: 2), Sample.key(3, position: 2)]
      try store.commit([first])
      // So many that a store that puts keys in order has done so in between.
      for start in stride(from: UInt64(100), to: 900, by: 8) {
        var others = Commit()
        others.onceKeys = (start..<start + 8).map { Sample.key($0) }
        try store.commit([others])
      }
      var second = Sample.commit(Sample.entry(3, of: 2, after: 2), Sample.entry(4, of: 1, after: 1))
      second.onceKeys = [Sample.key(1, position: 3), Sample.key(2, position: 4)]
      try store.commit([second])
      _ = try await store.erase(Sample.customer(2))
      for state in ["open", "opened again"] {
        differences.expect(try await store.onceKey(Sample.key(1).key), is: nil, "used last by who goes, \(state)")
        differences.expect(
          try await store.onceKey(Sample.key(2).key), is: Sample.key(2, position: 4), "by who stays, \(state)")
        differences.expect(try await store.onceKey(Sample.key(3).key), is: nil, "only by who goes, \(state)")
        try store.close()
        store = try stand.open()
      }
    },
    StorePromise("positions and numbers of an erased customer are not given again") { stand, differences in
      var store = try stand.open()
      try await writeTwo(store)
      let marks = StoreMarks(position: Sample.position(6), customer: Sample.customer(2), atMilliseconds: 6000)
      _ = try await store.erase(Sample.customer(2))
      differences.expect(try await store.last, is: marks, "last")
      try store.close()
      store = try stand.open()
      differences.expect(try await store.last, is: marks, "last of the store opened again")
      try store.commit([Sample.commit(Sample.entry(7, of: 1, after: 5), Sample.entry(8, of: 3))])
      differences.expect(
        try await store.life(of: Sample.customer(1), before: nil).map(\.position.rawValue), is: [1, 3, 5, 7], "life")
    },
  ]

  /// Customer 1 has the odd positions up to 5, customer 2 the even ones up to 6, and both have some of everything.
  private static func writeTwo(_ store: any Store) async throws {
    var first = Sample.commit(
      Sample.entry(1, of: 1), Sample.entry(2, of: 2), Sample.entry(3, of: 1, after: 1), Sample.entry(4, of: 2, after: 2)
    )
    first.identities = [
      (Identity(.id, "one"), Sample.customer(1)), (Identity(.id, "two"), Sample.customer(2)),
      (Identity(.anonymous, "two"), Sample.customer(2)),
    ]
    first.onceKeys = [Sample.key(1, position: 3), Sample.key(2, position: 4), Sample.key(3)]
    first.linksAdded = [(7, Sample.customer(1)), (7, Sample.customer(2))]
    first.outboxAdded = [Sample.message(3, to: 1, due: 10), Sample.message(4, to: 2, due: 10)]
    try store.commit([first])
    try store.commit([Sample.commit(Sample.entry(5, of: 1, after: 3), Sample.entry(6, of: 2, after: 4))])
  }
}

extension Differences {
  /// What calls find of the two customers.
  fileprivate struct Findings {
    var log: [Int64] = []
    var entries: [Bool] = []
    var lives: [[Int64]] = []
    var histories: [[Int64]] = []
    var identities: [[Identity]] = []
    var named: [Int64?] = []
    var keys: [Bool] = []
    var linked: [Int64] = []
    var messages: [Int64] = []
    var counts: [String: Int] = [:]
    var customers: [Int64] = []

    init(of store: any Store) async throws(StoreError) {
      log = try await store.entries(after: .none, countMax: 99).map(\.position.rawValue)
      for position in Int64(1)...6 { entries.append(try await store.entry(at: Sample.position(position)) != nil) }
      for number in Int64(1)...2 {
        let customer = Sample.customer(number)
        lives.append(try await store.life(of: customer, before: nil).map(\.position.rawValue))
        histories.append(try await store.history(of: customer, before: nil, countMax: 9).map(\.position.rawValue))
        identities.append(try await store.identities(of: customer))
      }
      for identity in [Identity(.id, "one"), Identity(.id, "two"), Identity(.anonymous, "two")] {
        named.append(try await store.customer(of: identity)?.rawValue)
      }
      for key in UInt64(1)...3 { keys.append(try await store.onceKey(Sample.key(key).key) != nil) }
      linked = try await store.customers(linkedBy: 7).map(\.rawValue)
      messages = try await store.outbox(channel: nil, dueBeforeSeconds: 99, countMax: 9).map(\.customer.rawValue)
      counts = try await store.outboxCounts
      customers = try await store.customers(after: Sample.customer(0), countMax: 9).map(\.rawValue)
    }
  }

  fileprivate mutating func expectTwoErased(_ found: Findings) async {
    expect(found.log, is: [1, 3, 5], "log")
    expect(found.entries, is: [true, false, true, false, true, false], "single entries")
    expect(found.lives, is: [[1, 3, 5], []], "lives")
    expect(found.histories, is: [[5, 3, 1], []], "histories")
    expect(found.identities, is: [[Identity(.id, "one")], []], "identities")
    expect(found.named, is: [1, nil, nil], "customers of identities")
    expect(found.keys, is: [true, false, true], "keys")
    expect(found.linked, is: [1], "linked")
    expect(found.messages, is: [1], "messages")
    expect(found.counts, is: ["email": 1], "counts of messages")
    expect(found.customers, is: [1], "customers")
  }
}
