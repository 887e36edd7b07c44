import Hub

extension StorePromise {
  /// What is promised of customers and their identities.
  static let customers = [
    StorePromise("an identity has one customer, and moves when it is given to another") { stand, differences in
      let store = try stand.open()
      var commit = Sample.commit(Sample.entry(1, of: 1), Sample.entry(2, of: 2))
      commit.identities = [(Identity(.id, "a"), Sample.customer(1)), (Identity(.anonymous, "a"), Sample.customer(2))]
      try store.commit([commit])
      differences.expect(try await store.customer(of: Identity(.anonymous, "a")), is: Sample.customer(2), "anonymous")
      var merge = Sample.commit(Sample.entry(3, of: 2, after: 2, kind: .merged))
      merge.identities = [(Identity(.anonymous, "a"), Sample.customer(1))]
      try store.commit([merge])
      differences.expect(try await store.customer(of: Identity(.anonymous, "a")), is: Sample.customer(1), "moved")
      differences.expect(
        try await store.identities(of: Sample.customer(1)), is: [Identity(.id, "a"), Identity(.anonymous, "a")], "all")
      differences.expect(try await store.identities(of: Sample.customer(2)), is: [], "none left")
    },
    StorePromise("identities are told apart and ordered by their bytes") { stand, differences in
      let store = try stand.open()
      // One letter written in two ways, a NUL inside, the longest value, and one outside the basic plane.
      let values = ["A", "a", "a\u{0}b", "e\u{301}", String(repeating: "z", count: 256), "\u{E9}", "\u{1F600}"]
      var commit = Commit()
      for (place, value) in values.enumerated() {
        commit.entries.append(Sample.entry(Int64(place + 1), of: Int64(place + 1)))
        commit.identities.append((Identity(.id, value), Sample.customer(Int64(place + 1))))
      }
      try store.commit([commit])
      for (place, value) in values.enumerated() {
        differences.expect(
          try await store.customer(of: Identity(.id, value)), is: Sample.customer(Int64(place + 1)), "`\(value)`")
      }
      differences.expect(try await store.customer(of: Identity(.id, "a\u{0}")), is: nil, "a part of another")
      let asked = values.reversed().map { Identity(.id, $0) } + [Identity(.id, "b"), Identity(.anonymous, "a")]
      differences.expect(
        try await store.customers(of: asked),
        is: (1...values.count).reversed().map { Sample.customer(Int64($0)) } + [nil, nil], "several at once")
      differences.expect(try await store.customers(of: []), is: [], "none at once")
      var all = Commit()
      all.identities = values.reversed().map { (Identity(.id, $0), Sample.customer(1)) }
      try store.commit([all])
      differences.expect(
        try await store.identities(of: Sample.customer(1)).map { Array($0.value.utf8) },
        is: values.map { Array($0.utf8) },
        "order")
    },
    StorePromise("identities that are empty or too long are refused") { stand, differences in
      let store = try stand.open()
      try store.commit([Sample.commit(Sample.entry(1, of: 1))])
      for value in ["", String(repeating: "z", count: 257), String(repeating: "\u{E9}", count: 129)] {
        var commit = Commit()
        commit.identities = [(Identity(.id, value), Sample.customer(1))]
        await differences.expect(failure: "store.failed", of: "\(value.utf8.count) bytes") {
          () async throws(StoreError) in try store.commit([commit])
        }
      }
      differences.expect(try await store.identities(of: Sample.customer(1)), is: [], "identities")
    },
    StorePromise("customers are listed in ascending order, a page at a time") { stand, differences in
      let store = try stand.open()
      try store.commit([
        Sample.commit(Sample.entry(1, of: 5), Sample.entry(2, of: 9), Sample.entry(3, of: 7)),
        Sample.commit(Sample.entry(4, of: 7, after: 3)),
      ])
      differences.expect(
        try await store.customers(after: Sample.customer(0), countMax: 2).map(\.rawValue), is: [5, 7], "first page")
      differences.expect(
        try await store.customers(after: Sample.customer(7), countMax: 2).map(\.rawValue), is: [9], "second page")
      differences.expect(
        try await store.customers(after: Sample.customer(0), countMax: 0).map(\.rawValue), is: [], "an empty page")
    },
  ]

  /// What is promised of the entries of one customer.
  static let chains = [
    StorePromise("a life reaches from the last snapshot on, oldest first") { stand, differences in
      let store = try stand.open()
      try await writeChain(store)
      func life(before: Int64?) async throws -> [Int64] {
        try await store.life(of: Sample.customer(1), before: before.map { Sample.position($0) }).map(
          \.position.rawValue)
      }
      differences.expect(try await life(before: nil), is: [9, 11, 13], "now")
      differences.expect(try await life(before: 13), is: [9, 11], "before the newest")
      differences.expect(try await life(before: 12), is: [9, 11], "before an entry of somebody else")
      differences.expect(try await life(before: 10), is: [9], "right after the snapshot")
      differences.expect(try await life(before: 9), is: [5, 7], "before the last snapshot")
      differences.expect(try await life(before: 5), is: [1, 3], "before the first snapshot")
      differences.expect(try await life(before: 1), is: [], "before everything")
      differences.expect(try await life(before: 99), is: [9, 11, 13], "before something yet to come")
      let whole = try await store.life(of: Sample.customer(2), before: nil)
      differences.expect(whole.map(\.position.rawValue), is: [2, 4, 6, 8, 10, 12], "without a snapshot")
      differences.expect(whole.first, is: Sample.entry(2, of: 2), "an entry in full")
    },
    StorePromise("a history goes back from the newest entry, a page at a time, across snapshots") {
      stand, differences in
      let store = try stand.open()
      try await writeChain(store)
      func history(before: Int64?, _ countMax: Int) async throws -> [Int64] {
        try await store.history(
          of: Sample.customer(1), before: before.map { Sample.position($0) }, countMax: countMax
        ).map(\.position.rawValue)
      }
      differences.expect(try await history(before: nil, 100), is: [13, 11, 9, 7, 5, 3, 1], "all")
      differences.expect(try await history(before: nil, 2), is: [13, 11], "first page")
      differences.expect(try await history(before: 11, 2), is: [9, 7], "second page")
      differences.expect(try await history(before: 8, 2), is: [7, 5], "from an entry of somebody else")
      differences.expect(try await history(before: 1, 2), is: [], "at the end")
      differences.expect(try await history(before: nil, 0), is: [], "an empty page")
    },
    StorePromise("chains hold across many commits and groups") { stand, differences in
      let store = try stand.open()
      var heads: [Int64: Int64] = [:]
      var position: Int64 = 0
      for group in 0..<40 {
        var commits: [Commit] = []
        for place in 0..<25 {
          position += 1
          let customer = Int64((group * 7 + place * 3) % 11 + 1)
          commits.append(
            Sample.commit(Sample.entry(position, of: customer, after: heads[customer] ?? 0, kind: .decision)))
          heads[customer] = position
        }
        try store.commit(commits)
      }
      for (customer, head) in heads {
        let history = try await store.history(of: Sample.customer(customer), before: nil, countMax: 2000)
        differences.expect(history.first?.position.rawValue, is: head, "head of \(customer)")
        let followed = zip(history, history.dropFirst()).allSatisfy { $0.previous == $1.position }
        differences.expect(followed && history.last?.previous == Position.none, is: true, "chain of \(customer)")
      }
      differences.expect(try await store.entries(after: .none, countMax: 2000).count, is: 1000, "entries")
    },
  ]

  /// Customer 1 has the odd positions up to 13 with snapshots at 5 and 9, customer 2 the even ones with none.
  private static func writeChain(_ store: any Store) async throws {
    for position in Int64(1)...13 {
      let isFirst = position <= 2
      let kind: EntryKind = position == 5 || position == 9 ? .snapshot : .event
      try store.commit([
        Sample.commit(
          Sample.entry(position, of: position % 2 == 1 ? 1 : 2, after: isFirst ? 0 : position - 2, kind: kind))
      ])
    }
  }
}
