import Charters
import Foundation
import Hub
import Testing

@testable import Web

@Suite("Charters over HTTP")
struct ChartersResourceTests {
  /// A body with the starter's files, some of them changed.
  private static func body(_ changes: [String: String?] = [:]) throws -> String {
    var files = Dictionary(uniqueKeysWithValues: try RepositoryFiles.charter("starter").map { ($0.path, $0.text) })
    for (path, text) in changes { files[path] = text }
    let data = try JSONSerialization.data(withJSONObject: ["files": files])
    return String(decoding: data, as: UTF8.self)
  }

  /// The starter's actions with another lever for one of them, and one action more.
  private static func newActions() throws -> String {
    try RepositoryFiles.text(of: "Examples/starter/actions/welcome.yaml")
      .replacing("value: 45", with: "value: 46") + """

        - name: spring
          title: { en: Spring }
          issue: sales
          purpose: marketing
          value: 10
          propensity: 0.02
          channels: [email]

        """
  }

  @Test("a version is kept, compared, put in force and taken back")
  func life() async throws {
    try await withHub { server in
      let kept = try await server.call(
        "POST", "/v1/charters", try Self.body(["actions/welcome.yaml": try Self.newActions()]))
      #expect(kept.status == 201)
      #expect(kept.body["active"] == false)
      #expect(kept.body["actions"] == 5)
      let version = try #require(kept.body["version"]?.text)
      #expect(version != server.charter)
      let listed = try await server.call("GET", "/v1/charters").body["charters"]?.items ?? []
      #expect(listed.map { $0["version"] } == [.text(server.charter), .text(version)])
      #expect(listed.map { $0["active"] } == [true, false])

      let difference = try await server.call("GET", "/v1/charters/\(server.charter)/diff/\(version)").body
      #expect(difference["files"]?.items.map { $0["path"] } == ["actions/welcome.yaml"])
      #expect(
        difference["parts"] == [
          [
            "kind": "action", "name": "gold_card", "change": "changed",
            "fields": [["name": "value", "from": "45", "to": "46"]],
          ],
          [
            "kind": "action", "name": "spring", "change": "added",
            "fields": [
              ["name": "channels", "to": "[email]"], ["name": "issue", "to": "sales"],
              ["name": "name", "to": "spring"],
              ["name": "propensity", "to": "0.02"], ["name": "purpose", "to": "marketing"],
              ["name": "title", "to": "{ en: Spring }"], ["name": "value", "to": "10"],
            ],
          ],
        ])
      let same = try await server.call("GET", "/v1/charters/\(version)/diff/\(version)").body
      #expect(same["files"] == [] && same["parts"] == [])

      #expect(try await server.call("POST", "/v1/charters/\(version)/activate").body["version"] == .text(version))
      #expect(server.hub.activeCharter?.charter.version == version)
      #expect(try await server.call("POST", "/v1/charters/rollback").body["version"] == .text(server.charter))
      #expect(server.hub.activeCharter?.charter.version == server.charter)
      let activations = try await server.call("GET", "/v1/charters/activations").body["activations"]?.items ?? []
      #expect(activations.map { $0["version"]?.text } == [server.charter, version, server.charter])
      #expect(activations.map { $0["number"] } == [1, 2, 3])
    }
  }

  @Test("the files of a version come back as they were given")
  func files() async throws {
    try await withHub { server in
      let files = try await server.call("GET", "/v1/charters/\(server.charter)").body["files"]
      let starter = try RepositoryFiles.charter("starter").sorted { $0.path < $1.path }
      #expect(files?.keys == starter.map(\.path))
      for file in starter { #expect(files?[file.path]?.text == file.text) }
    }
  }

  @Test("a charter with mistakes is not kept, and all of them are told at once")
  func faulty() async throws {
    try await withHub { server in
      let channels = "email: { kind: email, cost: 0.001, weight: 1 }\nsms: { kind: smoke }\nweb: { kind: web }\n"
      let policy = "caps:\n  - { name: x, channels: [fax], max: 3, per: 7d }\n"
      let body = try Self.body(["channels.yaml": channels, "policy.yaml": policy])
      let refused = try await server.call("POST", "/v1/charters", body)
      #expect(refused.status == 422)
      #expect(refused.code == "charter.faulty")
      let diagnostics = refused.body["diagnostics"]?.items ?? []
      let first = try #require(diagnostics.first { $0["file"] == "channels.yaml" })
      #expect(first["line"] == 2)
      #expect(first["text"] == "sms: { kind: smoke }")
      #expect(diagnostics.contains { $0["file"] == "policy.yaml" && $0["severity"] == "error" })
      #expect(try await server.hub.charters().count == 1)
      let checked = try await server.call("POST", "/v1/charters/check", body)
      #expect(checked.status == 200)
      #expect(checked.body["valid"] == false)
      #expect(checked.body["diagnostics"]?.items == diagnostics)
    }
  }

  @Test("checking runs the charter's own tests, and keeps nothing")
  func check() async throws {
    try await withHub { server in
      let tests = try RepositoryFiles.text(of: "Examples/starter/tests.yaml")
        .replacing("chosen: welcome/email\n      priorities", with: "chosen: welcome/web\n      priorities")
      let checked = try await server.call("POST", "/v1/charters/check", try Self.body(["tests.yaml": tests]))
      #expect(checked.body["valid"] == true)
      #expect(checked.body["version"] == .text(server.charter))
      let results = checked.body["tests"]?.items ?? []
      #expect(results.count == 5)
      #expect(results.map { $0["passed"] == true } == [false, true, true, true, true])
      #expect(results.first?["differences"]?[0]?.text?.contains("welcome/web") == true)
      #expect(try await server.hub.charters().count == 1)
    }
  }

  @Test(
    "file names that could lead elsewhere are refused",
    arguments: [
      "../charter.yaml", "/etc/charter.yaml", "actions/../../x.yaml", "actions//x.yaml", ".hidden.yaml", "a/b/c.yaml",
      "models/x.ubj", "models/../x.json", "x.json",
      "actions/x.yaml/", "charter.txt", "", "-rf.yaml", "actions\\x.yaml", "caf\u{e9}.yaml", "a b.yaml", "x.yaml\u{0}",
      "C:x.yaml", String(repeating: "x", count: 124) + ".yaml",
    ])
  func paths(path: String) async throws {
    try await withHub { server in
      for route in ["/v1/charters", "/v1/charters/check"] {
        let refused = try await server.call("POST", route, try Self.body([path: "name: x"]))
        #expect(refused.status == 400)
        #expect(refused.code == "file.path_refused")
        #expect(refused.path?.hasPrefix("files") == true)
      }
    }
  }

  @Test(
    "what is not there, and what cannot be read",
    arguments: [
      ("GET", "/v1/charters/0000", nil, 404, "charter.unknown"),
      ("POST", "/v1/charters/0000/activate", nil, 404, "charter.unknown"),
      ("POST", "/v1/charters/rollback", nil, 409, "charter.no_earlier"),
      ("POST", "/v1/charters", "{}", 400, "field.missing"),
      ("POST", "/v1/charters", #"{"files": {}}"#, 400, "field.empty"),
      ("POST", "/v1/charters", #"{"files": {"charter.yaml": 1}}"#, 400, "field.invalid"),
      ("POST", "/v1/charters", #"{"files": {"charter.yaml": ""}, "force": true}"#, 400, "field.unknown"),
      ("POST", "/v1/charters", #"{"files": {"charter.yaml": "", "charter.yaml": ""}}"#, 400, "json.key_duplicate"),
      ("POST", "/v1/charters", nil, 400, "body.empty"),
      ("POST", "/v1/charters", #"{"files": {"charter.yaml": ""}}"#, 422, "charter.faulty"),
    ] as [(String, String, String?, Int, String)])
  func refused(method: String, path: String, body: String?, status: Int, code: String) async throws {
    try await withHub { server in
      let answer = try await server.call(method, path, body)
      #expect(answer.status == status)
      #expect(answer.code == code)
      let difference = try await server.call("GET", "/v1/charters/\(server.charter)/diff/0000")
      #expect(difference.status == 404)
    }
  }
}
