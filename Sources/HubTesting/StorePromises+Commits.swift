import Hub

extension StorePromise {
  /// What commits promise.
  static let commits = [
    StorePromise("an empty store has nothing") { stand, differences in
      let store = try stand.open()
      let marks = StoreMarks(position: .none, customer: Sample.customer(0), atMilliseconds: 0)
      differences.expect(try await store.last, is: marks, "last")
      differences.expect(try await store.entries(after: .none, countMax: 10), is: [], "entries")
      differences.expect(try await store.customers(after: Sample.customer(0), countMax: 10), is: [], "customers")
      differences.expect(try await store.life(of: Sample.customer(1), before: nil), is: [], "life of nobody")
      differences.expect(try await store.history(of: Sample.customer(1), before: nil, countMax: 9), is: [], "history")
      differences.expect(try await store.entry(at: Sample.position(1)), is: nil, "an entry")
      differences.expect(try await store.customer(of: Identity(.id, "a")), is: nil, "customer of an identity")
      differences.expect(try await store.outboxCounts, is: [:], "outbox counts")
      differences.expect(try await store.last.volumes, is: [:], "volumes")
    },
    StorePromise("what is committed can be read as soon as the call returns") { stand, differences in
      let store = try stand.open()
      let entries = [
        Sample.entry(3, of: 1, kind: .snapshot, body: [0, 255, 10]), Sample.entry(4, of: 2, body: []),
      ]
      var commit = Commit()
      commit.entries = entries
      commit.identities = [(Identity(.id, "a"), Sample.customer(1))]
      try store.commit([commit, Sample.commit(Sample.entry(9, of: 1, after: 3))])
      differences.expect(try await store.entries(after: .none, countMax: 2), is: entries, "the first two entries")
      differences.expect(
        try await store.entries(after: Sample.position(3), countMax: 9).map(\.position.rawValue), is: [4, 9], "paging")
      differences.expect(try await store.entry(at: Sample.position(4)), is: entries[1], "an entry with an empty body")
      differences.expect(try await store.entry(at: Sample.position(5)), is: nil, "a position that was left out")
      differences.expect(try await store.customer(of: Identity(.id, "a")), is: Sample.customer(1), "customer")
      let marks = StoreMarks(position: Sample.position(9), customer: Sample.customer(2), atMilliseconds: 9000)
      differences.expect(try await store.last, is: marks, "last")
    },
    StorePromise("all commits of a call are written, or none") { stand, differences in
      let store = try stand.open()
      try store.commit([Sample.commit(Sample.entry(1, of: 1))])
      var good = Sample.commit(Sample.entry(2, of: 1, after: 1), Sample.entry(3, of: 2))
      good.identities = [(Identity(.id, "a"), Sample.customer(2))]
      good.onceKeys = [Sample.key(1)]
      good.linksAdded = [(7, Sample.customer(1))]
      good.outboxAdded = [Sample.message(2, to: 1, due: 5)]
      good.volumes = [VolumeUse(VolumeKey(limit: "card"), 1)]
      let before = try await store.last
      await differences.expect(failure: "store.failed", of: "a position that is not later") {
        () async throws(StoreError) in try store.commit([good, Sample.commit(Sample.entry(3, of: 1, after: 2))])
      }
      var nobodys = Commit()
      nobodys.identities = [(Identity(.id, "b"), Sample.customer(99))]
      await differences.expect(failure: "store.failed", of: "an identity of nobody") {
        () async throws(StoreError) in try store.commit([good, nobodys])
      }
      var orphan = Commit()
      orphan.outboxAdded = [Sample.message(77, to: 1, due: 5)]
      await differences.expect(failure: "store.failed", of: "a message without its decision") {
        () async throws(StoreError) in try store.commit([good, orphan])
      }
      differences.expect(try await store.last, is: before, "last")
      differences.expect(try await store.entries(after: .none, countMax: 9).count, is: 1, "entries")
      differences.expect(try await store.life(of: Sample.customer(1), before: nil).count, is: 1, "life")
      differences.expect(try await store.customer(of: Identity(.id, "a")), is: nil, "identity")
      differences.expect(try await store.onceKey(good.onceKeys[0].key), is: nil, "key")
      differences.expect(try await store.customers(linkedBy: 7), is: [], "links")
      differences.expect(try await store.outboxCounts, is: [:], "messages")
      differences.expect(try await store.last.volumes, is: [:], "volumes")
      // A refused call does not stand in the way of the next one.
      try store.commit([good])
      differences.expect(try await store.last.position, is: Sample.position(3), "last after the good commit alone")
    },
    StorePromise("a commit of nothing changes nothing") { stand, differences in
      let store = try stand.open()
      try store.commit([])
      try store.commit([Commit(), Commit()])
      differences.expect(try await store.last.position, is: .none, "last")
    },
    StorePromise("a number once given cannot be given to another customer") { stand, differences in
      let store = try stand.open()
      try store.commit([Sample.commit(Sample.entry(1, of: 1))])
      await differences.expect(failure: "store.failed", of: "a second first entry") {
        () async throws(StoreError) in try store.commit([Sample.commit(Sample.entry(2, of: 1))])
      }
      differences.expect(try await store.last.position, is: Sample.position(1), "last")
    },
    StorePromise("uses of limits add up by window, also below zero") { stand, differences in
      var store = try stand.open()
      let card = VolumeKey(limit: "card")
      // Alike but for one part each: none of them may count for another.
      let keys = [
        VolumeKey(limit: "calls", window: .day, startSeconds: 86_400),
        VolumeKey(limit: "calls", window: .day, startSeconds: -86_400),
        VolumeKey(limit: "calls", window: .week, startSeconds: 86_400),
        VolumeKey(limit: "calls", isMoney: true, window: .day, startSeconds: 86_400),
        VolumeKey(limit: "Calls", window: .day, startSeconds: 86_400),
      ]
      var first = Commit()
      first.volumes =
        [VolumeUse(card, 2)] + keys.enumerated().map { VolumeUse($1, Int64($0) + 1) } + [VolumeUse(card, 1)]
      var second = Commit()
      second.volumes = [VolumeUse(keys[0], -3), VolumeUse(keys[3], 1 << 50)]
      try store.commit([first, second])
      var expected = [
        card: 3, keys[0]: -2, keys[1]: 2, keys[2]: 3, keys[3]: 4 + (1 << 50 as Int64), keys[4]: 5,
      ]
      differences.expect(try await store.last.volumes, is: expected, "uses")
      second.volumes = [VolumeUse(keys[0], -3)]
      try store.commit([second])
      expected[keys[0]] = -5
      differences.expect(try await store.last.volumes, is: expected, "uses after another call")
      try store.close()
      store = try stand.open()
      differences.expect(try await store.last.volumes, is: expected, "uses when opened again")
      differences.expect(try store.recover().volumes, is: expected, "uses after recovering")
    },
    StorePromise("windows are forgotten one by one, and count from nothing afterwards") { stand, differences in
      var store = try stand.open()
      let keys = [
        VolumeKey(limit: "calls", window: .day, startSeconds: 86_400),
        VolumeKey(limit: "calls", window: .day, startSeconds: 172_800),
        VolumeKey(limit: "calls", isMoney: true, window: .day, startSeconds: 86_400),
        VolumeKey(limit: "calls", window: .week, startSeconds: 86_400), VolumeKey(limit: "calls"),
        VolumeKey(limit: "mails", window: .day, startSeconds: 86_400),
      ]
      var commit = Commit()
      commit.volumes = keys.map { VolumeUse($0, 7) }
      try store.commit([commit])
      try await store.forgetVolumes([])
      try await store.forgetVolumes([keys[0], VolumeKey(limit: "never", window: .day), keys[5]])
      var expected: [VolumeKey: Int64] = [keys[1]: 7, keys[2]: 7, keys[3]: 7, keys[4]: 7]
      differences.expect(try await store.last.volumes, is: expected, "uses that stay")
      commit.volumes = [VolumeUse(keys[0], 2), VolumeUse(keys[1], 1), VolumeUse(keys[5], -1)]
      try store.commit([commit])
      (expected[keys[0]], expected[keys[1]], expected[keys[5]]) = (2, 8, -1)
      differences.expect(try await store.last.volumes, is: expected, "uses afterwards")
      try await store.forgetVolumes([keys[5]])
      expected[keys[5]] = nil
      differences.expect(try store.recover().volumes, is: expected, "uses after recovering")
      try store.close()
      store = try stand.open()
      differences.expect(try await store.last.volumes, is: expected, "uses when opened again")
    },
  ]
}
