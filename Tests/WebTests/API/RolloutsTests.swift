import Charters
import Hub
import Testing

@testable import Web

@Suite("Roll-outs and limits over HTTP")
struct RolloutsTests {
  private static let spring = """

    - name: spring
      title: { en: Spring }
      issue: sales
      purpose: marketing
      value: 10
      propensity: 0.02
      channels: [email]
      volume: 7
      rollout: { steps: [ { share: 0.1 }, { share: 1 } ] }

    """

  /// The starter with an action that is rolled out, and a budget.
  private static func files() throws -> [SourceFile] {
    try RepositoryFiles.charter("starter").map { file in
      switch file.path {
      case "actions/welcome.yaml": SourceFile(path: file.path, text: file.text + spring)
      case "policy.yaml":
        SourceFile(path: file.path, text: file.text + "\nlimits:\n  - { name: money, budget: 12.5, per: day }\n")
      default: file
      }
    }
  }

  @Test("a roll-out is listed, put on a step and stopped; steps that make no sense are refused")
  func steps() async throws {
    try await withHub { server in
      #expect(try await server.call("GET", "/v1/rollouts").body == ["rollouts": []])
      #expect(try await server.call("PUT", "/v1/rollouts/spring", #"{"step": 1}"#).code == "rollout.unknown")
      _ = try await server.hub.activate(try await server.hub.upload(try Self.files()).version)
      let first: JSONTree = ["name": "spring", "action": "spring", "step": 0, "steps": 2, "moves": []]
      #expect(try await server.call("GET", "/v1/rollouts").body == ["rollouts": [first]])
      let moved = try await server.call("PUT", "/v1/rollouts/spring", #"{"step": 1, "reason": "no complaints"}"#)
      #expect(moved.body["step"] == 1)
      let stopped = try await server.call("PUT", "/v1/rollouts/spring", #"{"step": -1}"#)
      #expect(stopped.body["moves"]?.items.map { $0["step"] } == [1, -1])
      #expect(stopped.body["moves"]?.items.first?["reason"] == "no complaints")
      for (body, code) in [
        (#"{"step": 2}"#, "rollout.step_unknown"), (#"{"step": -2}"#, "field.invalid"), ("{}", "field.missing"),
      ] {
        #expect(try await server.call("PUT", "/v1/rollouts/spring", body).code == code)
      }
      #expect(await server.hub.rollouts().map(\.step) == [-1])
      let reader = try await server.key(.read)
      #expect(try await server.call("PUT", "/v1/rollouts/spring", #"{"step": 0}"#, key: reader).status == 403)
    }
  }

  @Test("a version that is rolled out is listed with the one that goes on beside it, and steered like an action")
  func wholeVersion() async throws {
    try await withHub { server in
      let old = server.charter
      let files = try RepositoryFiles.charter("starter").map { file in
        guard file.path == "charter.yaml" else { return file }
        return SourceFile(
          path: file.path, text: file.text + "\nrollout: { name: spring, steps: [ { pilots: [ada] }, {} ] }\n")
      }
      let new = try await server.hub.upload(files).version
      let activated = try await server.call("POST", "/v1/charters/\(new)/activate")
      #expect(activated.body["earlier"]?.text == old)
      func active() async throws -> Set<String> {
        let charters = try await server.call("GET", "/v1/charters").body["charters"]?.items ?? []
        return Set(charters.filter { $0["active"] == true }.compactMap { $0["version"]?.text })
      }
      #expect(try await active() == [old, new])
      let first: JSONTree = [
        "name": "spring", "charter": .text(new), "earlier": .text(old), "step": 0, "steps": 2, "moves": [],
      ]
      #expect(try await server.call("GET", "/v1/rollouts").body == ["rollouts": [first]])
      #expect(try await server.call("POST", "/v1/rollouts/spring/look").body["verdict"] == "hold")
      let complete = try await server.call("PUT", "/v1/rollouts/spring", #"{"step": 1}"#)
      #expect(complete.body["step"] == 1 && complete.body["earlier"] == nil)
      #expect(try await active() == [new])
      #expect(try await server.call("PUT", "/v1/rollouts/spring", #"{"step": -1}"#).status == 200)
      #expect(try await active() == [old])
      #expect(try await server.call("POST", "/v1/rollouts/spring/look").body["verdict"] == "stopped")
      let activations = try await server.call("GET", "/v1/charters/activations").body["activations"]?.items ?? []
      #expect(activations.map { $0["earlier"]?.text } == [nil, old])
    }
  }

  @Test("limits tell what is used of them, and in which window")
  func limits() async throws {
    try await withHub { server in
      #expect(try await server.call("GET", "/v1/limits").body == ["limits": []])
      _ = try await server.hub.activate(try await server.hub.upload(try Self.files()).version)
      let limits = try await server.call("GET", "/v1/limits").body["limits"]?.items ?? []
      #expect(limits.map { $0["name"] } == ["money", "volume of spring"])
      #expect(limits.map { $0["unit"] } == ["money", "contacts"])
      #expect(limits.map { $0["from"] == nil } == [false, true])
    }
  }
}
