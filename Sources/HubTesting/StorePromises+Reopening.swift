import Charters
import Hub

extension StorePromise {
  /// What is promised of a store that is opened again.
  static let reopening = [
    StorePromise("everything is there when the store is opened again") { stand, differences in
      var store = try stand.open()
      var commit = Sample.commit(Sample.entry(1, of: 1), Sample.entry(2, of: 1, after: 1, at: 9000))
      commit.identities = [(Identity(.id, "a"), Sample.customer(1))]
      commit.onceKeys = [Sample.key(1, position: 2)]
      commit.linksAdded = [(7, Sample.customer(1))]
      commit.outboxAdded = [Sample.message(2, to: 1, due: 5)]
      commit.volumes = [VolumeUse(VolumeKey(limit: "card"), 1)]
      try store.commit([commit])
      try store.close()
      store = try stand.open()
      // The greatest moment is not that of the last entry when the clock went back.
      try store.commit([Sample.commit(Sample.entry(3, of: 1, after: 2, at: 4000))])
      try store.close()
      store = try stand.open()
      let marks = StoreMarks(
        position: Sample.position(3), customer: Sample.customer(1), atMilliseconds: 9000,
        volumes: [VolumeKey(limit: "card"): 1])
      differences.expect(try await store.last, is: marks, "last")
      let life = try await store.life(of: Sample.customer(1), before: nil)
      differences.expect(life.map(\.position.rawValue), is: [1, 2, 3], "life")
      differences.expect(try await store.customer(of: Identity(.id, "a")), is: Sample.customer(1), "identity")
      differences.expect(try await store.onceKey(Sample.key(1).key), is: Sample.key(1, position: 2), "key")
      differences.expect(try await store.customers(linkedBy: 7), is: [Sample.customer(1)], "link")
      differences.expect(try await store.outboxCounts, is: ["email": 1], "messages")
      differences.expect(try await store.last.volumes, is: [VolumeKey(limit: "card"): 1], "volumes")
    },
    StorePromise("recovering changes nothing that was committed") { stand, differences in
      let store = try stand.open()
      try store.commit([Sample.commit(Sample.entry(1, of: 1), Sample.entry(2, of: 1, after: 1))])
      differences.expect(try store.recover(), is: try await store.last, "marks")
      try store.commit([Sample.commit(Sample.entry(3, of: 1, after: 2))])
      let life = try await store.life(of: Sample.customer(1), before: nil)
      differences.expect(life.map(\.position.rawValue), is: [1, 2, 3], "life")
    },
    StorePromise("a closed store refuses calls") { stand, differences in
      let store = try stand.open()
      try store.close()
      await differences.expect(failure: "store.failed", of: "reading") {
        () async throws(StoreError) in _ = try await store.last.volumes
      }
      await differences.expect(failure: "store.failed", of: "writing") {
        () async throws(StoreError) in try store.commit([Sample.commit(Sample.entry(1, of: 1))])
      }
    },
  ]

  /// What is promised of charters, contexts, stops and API keys.
  static let charters = [
    StorePromise("charters are kept once, with their files in order") { stand, differences in
      var store = try stand.open()
      let files = [SourceFile(path: "b.yaml", text: "b: 1\n"), SourceFile(path: "a.yaml", text: "")]
      try await store.keep(StoredCharter(version: "v2", files: files, uploadedAtMilliseconds: 20))
      try await store.keep(StoredCharter(version: "v1", files: [], uploadedAtMilliseconds: 10))
      try await store.keep(StoredCharter(version: "v2", files: [], uploadedAtMilliseconds: 30))
      try store.close()
      store = try stand.open()
      let charters = try await store.charters
      differences.expect(charters.map(\.version), is: ["v2", "v1"], "versions")
      differences.expect(charters.first?.files, is: files, "files")
      differences.expect(charters.first?.uploadedAtMilliseconds, is: 20, "time")
    },
    StorePromise("activations and contexts name a charter that is there, and a number once") { stand, differences in
      var store = try stand.open()
      try await store.keep(StoredCharter(version: "v1", files: [], uploadedAtMilliseconds: 10))
      try await store.keep(StoredCharter(version: "v2", files: [], uploadedAtMilliseconds: 11))
      let activations = [
        Activation(number: 1, version: "v1", atMilliseconds: 1),
        Activation(number: 2, version: "v2", atMilliseconds: 2, earlier: "v1"),
      ]
      for activation in activations { try await store.add(activation) }
      let contexts = [1, 2].map {
        DecisionContext(number: $0, charterVersion: "v1", modelVersion: "m", availability: [0, UInt8($0)])
      }
      for context in contexts { try await store.add(context) }
      let opened = store
      await differences.expect(failure: "store.failed", of: "an activation again") {
        () async throws(StoreError) in try await opened.add(activations[0])
      }
      await differences.expect(failure: "store.failed", of: "an activation of an unknown charter") {
        () async throws(StoreError) in
        try await opened.add(Activation(number: 3, version: "v9", atMilliseconds: 1))
      }
      await differences.expect(failure: "store.failed", of: "an activation beside an unknown charter") {
        () async throws(StoreError) in
        try await opened.add(Activation(number: 3, version: "v1", atMilliseconds: 1, earlier: "v9"))
      }
      await differences.expect(failure: "store.failed", of: "a context again") {
        () async throws(StoreError) in try await opened.add(contexts[1])
      }
      try store.close()
      store = try stand.open()
      differences.expect(try await store.activations, is: activations, "activations")
      differences.expect(try await store.contexts, is: contexts, "contexts")
    },
    StorePromise("steps of roll-outs are kept in order, a number once") { stand, differences in
      var store = try stand.open()
      let moves = [
        RolloutMove(number: 1, rollout: "card", step: 2, atMilliseconds: 30, reason: "it does well"),
        RolloutMove(number: 2, rollout: "card", step: -1, atMilliseconds: 20, reason: ""),
        RolloutMove(number: 3, rollout: "lo\u{301}an", step: 0, atMilliseconds: -1, reason: "é\n"),
      ]
      for move in moves { try await store.add(move) }
      let opened = store
      await differences.expect(failure: "store.failed", of: "a step again") {
        () async throws(StoreError) in try await opened.add(moves[1])
      }
      differences.expect(try await store.rolloutMoves, is: moves, "steps")
      try store.close()
      store = try stand.open()
      differences.expect(try await store.rolloutMoves, is: moves, "steps when opened again")
    },
    StorePromise("learned states are found by position, replaced and dropped") { stand, differences in
      var store = try stand.open()
      func state(_ position: Int64, _ bytes: [UInt8]) -> StoredModels {
        StoredModels(position: Position(rawValue: position), atMilliseconds: position * 10, state: bytes)
      }
      differences.expect(try await store.models(upTo: Position(rawValue: .max)), is: nil, "none")
      for row in [state(9, [1, 2]), state(0, []), state(5, [0, 255])] { try await store.keep(row, dropping: []) }
      try await store.keep(state(5, [7]), dropping: [])
      try store.close()
      store = try stand.open()
      differences.expect(try await store.models(upTo: Position(rawValue: .max)), is: state(9, [1, 2]), "the newest")
      differences.expect(try await store.models(upTo: Position(rawValue: 8)), is: state(5, [7]), "the one before")
      differences.expect(try await store.models(upTo: Position(rawValue: -1)), is: nil, "before all")
      try await store.keep(state(12, [3]), dropping: [Position(rawValue: 5), Position(rawValue: 6)])
      differences.expect(try await store.modelMarks.map(\.position.rawValue), is: [0, 9, 12], "what is left")
      differences.expect(try await store.modelMarks.map(\.atMilliseconds), is: [0, 90, 120], "when they were kept")
    },
    StorePromise("stops are replaced as a whole") { stand, differences in
      var store = try stand.open()
      try await store.set([Stop(.everything), Stop(.action, "card")])
      try await store.set([Stop(.action, "card"), Stop(.channel, "card", reason: "complaints")])
      try store.close()
      store = try stand.open()
      differences.expect(try await store.stops, is: [Stop(.action, "card"), Stop(.channel, "card")], "stops")
      let reasons = try await store.stops.sorted { $0.target.rawValue < $1.target.rawValue }.map(\.reason)
      differences.expect(reasons, is: ["", "complaints"], "reasons")
      try await store.set([])
      differences.expect(try await store.stops, is: [], "none")
    },
    StorePromise("API keys are kept, replaced by number, and told in order") { stand, differences in
      var store = try stand.open()
      func key(_ number: Int, revoked: Int64? = nil) -> StoredAccessKey {
        StoredAccessKey(
          number: number, name: "key \(number)", secretDigest: [UInt8](repeating: UInt8(number), count: 32),
          scopes: 255, createdAtMilliseconds: 10, revokedAtMilliseconds: revoked)
      }
      for number in [2, 1] { try await store.keep(key(number)) }
      try await store.keep(key(2, revoked: 0))
      try store.close()
      store = try stand.open()
      differences.expect(try await store.accessKeys, is: [key(1), key(2, revoked: 0)], "keys")
    },
  ]
}
