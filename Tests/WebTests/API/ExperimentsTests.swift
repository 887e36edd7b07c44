import Charters
import Testing

@testable import Web

@Suite("Experiments over HTTP")
struct ExperimentsTests {
  @Test("experiments are listed with their arms and how many were found in them; decisions tell theirs")
  func listed() async throws {
    let experiments = SourceFile(
      path: "experiments.yaml",
      text: """
        - { name: alone, holdout: everything, share: 0.5, rotate: 90d, layer: all, part: 0.8, metrics: [conversions] }
        - { name: north, holdout: everything, regions: [FR-HDF], from: 2020-01-01T00:00, until: 2090-01-01T00:00 }
        """)
    try await withHub { server in
      #expect(try await server.call("GET", "/v1/experiments").body == ["experiments": []])
      let files = try RepositoryFiles.charter("starter") + [experiments]
      _ = try await server.hub.activate(try await server.hub.upload(files).version)
      var counts: [String: Int] = [:]
      for number in 0..<40 {
        #expect(try await server.call("PATCH", "/v1/customers/c\(number)", "{}").status == 201)
        let body = #"{"customer": {"id": "c\#(number)"}}"#
        let answer = try await server.call("POST", "/v1/decisions", body)
        #expect(answer.status == 200)
        let told = (answer.body["experiments"]?.items ?? []).first { $0["experiment"] == "alone" }
        if let arm = told?["arm"] { counts[arm == "held_out" ? "held_out" : "contacted", default: 0] += 1 }
        if let told { #expect(told["probability"] == 0.5) }
      }
      let list = try await server.call("GET", "/v1/experiments")
      #expect(list.status == 200)
      let alone = try #require(list.body["experiments"]?.items.first)
      #expect(alone["name"] == "alone" && alone["control"] == "held_out" && alone["layer"] == "all")
      #expect(alone["part"] == 0.8 && alone["rotate_seconds"] == 7_776_000 && alone["complete"] == true)
      #expect(alone["arms"]?.items.map { $0["name"] } == ["held_out", "contacted"])
      #expect(alone["arms"]?.items.first?["assigned"] == JSONTree.whole(counts["held_out"] ?? 0))
      #expect(alone["arms"]?.items.last?["assigned"] == JSONTree.whole(counts["contacted"] ?? 0))
      let north = try #require(list.body["experiments"]?.items.last)
      #expect(north["arms"]?.items.first?["regions"] == ["FR-HDF"] && north["from"] != nil)
      #expect((counts["held_out"] ?? 0) > 5 && (counts["contacted"] ?? 0) > 5)
      let report = try await server.call("GET", "/v1/experiments/alone?by=none")
      #expect(report.status == 200)
      #expect(report.body["arms"]?.items.map { $0["name"] } == ["held_out", "contacted"])
      #expect(report.body["sizes_fit"] == true && report.body["sentence"] != nil)
      #expect(try await server.call("GET", "/v1/experiments/alone?population=found&by=segment,region").status == 200)
      #expect(try await server.call("GET", "/v1/experiments/north").body["arms"]?.items.first?["share"] == nil)
      #expect(try await server.call("GET", "/v1/experiments/alone?population=some").status == 400)
      #expect(try await server.call("GET", "/v1/experiments/alone?by=name").status == 400)
      #expect(try await server.call("GET", "/v1/experiments/nothing").status == 404)
      let reader = try await server.key(.decide)
      #expect(try await server.call("GET", "/v1/experiments", key: reader).status == 403)
    }
  }
}
