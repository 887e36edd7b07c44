import Foundation
import Hub
import Testing

@testable import Web

@Suite("The OpenAPI document")
struct OpenAPITests {
  @Test("has every route, and nothing else")
  func complete() async throws {
    try await withHub { server in
      let routes = Set(server.check.routes.map { "\($0.method.rawValue) \($0.path)" })
      let described = RouteDescription.all.map(\.route)
      #expect(Set(described) == routes)
      #expect(described.count == Set(described).count)
      let paths = server.check.document["paths"]?.members ?? []
      let inDocument = paths.flatMap { path in path.value.keys.map { "\($0.uppercased()) \(path.key)" } }
      #expect(Set(inDocument) == routes)
      let served = try await server.call("GET", "/openapi.json", key: "")
      #expect(served.body == server.check.document)
    }
  }

  @Test("says of every route what it needs, and names each once")
  func operations() async throws {
    try await withHub { server in
      var ids: Set<String> = []
      for route in server.check.routes {
        let method = route.method.rawValue.lowercased()
        let operation = try #require(server.check.document["paths"]?[route.path]?[method])
        let id = try #require(operation["operationId"]?.text)
        #expect(ids.insert(id).inserted, "\(id)")
        let scopes = Set(
          (operation["security"]?.items ?? []).flatMap { $0.members.flatMap { $0.value.items.compactMap(\.text) } })
        let description = RouteDescription.all.first { $0.id == id }
        #expect(scopes == Set([route.scope ?? description?.ownScope].compactMap { $0?.name }), "\(id)")
        let inPath = Set(
          route.path.split(separator: "/").filter { $0.hasPrefix("{") }.map { String($0.dropFirst().dropLast()) })
        let parameters = operation["parameters"]?.items ?? []
        #expect(Set(parameters.filter { $0["in"] == "path" }.compactMap { $0["name"]?.text }) == inPath, "\(id)")
        #expect((operation["requestBody"] != nil) == (description?.body != nil), "\(id)")
      }
    }
  }

  @Test("refers to nothing that is not there, and its examples fit")
  func references() async throws {
    try await withHub { server in
      let document = server.check.document
      let check = SchemaCheck(document: document)
      var used: Set<String> = []
      func visit(_ tree: JSONTree) {
        if let reference = tree["$ref"]?.text { used.insert(reference) }
        for member in tree.members { visit(member.value) }
        for item in tree.items { visit(item) }
        for example in tree["examples"]?.items ?? [] { #expect(check.faults(example, tree).isEmpty) }
        if let schema = tree["schema"], let example = tree["example"] {
          #expect(check.faults(example, schema).isEmpty, "\(example)")
        }
      }
      visit(document)
      let names = document["components"]?["schemas"]?.keys ?? []
      #expect(used == Set(names.map { "#/components/schemas/\($0)" }))
    }
  }

  @Test("a wrong answer does not pass the check")
  func checkCanFail() async throws {
    try await withHub { server in
      func faults(_ status: Int, _ body: JSONTree) -> [String] {
        server.check.faults(
          "GET", "/v1/stops",
          HubServer.Answer(status: status, headers: ["content-type": "application/json"], body: body))
      }
      #expect(faults(200, ["stops": [["target": "action", "name": "x"]]]).isEmpty)
      #expect(!faults(200, ["stops": [["target": "action"]]]).isEmpty)
      #expect(!faults(200, ["stops": [["target": "planet", "name": "x"]]]).isEmpty)
      #expect(!faults(200, ["stops": [], "more": 1]).isEmpty)
      #expect(!faults(200, [:]).isEmpty)
      #expect(!faults(418, ["stops": []]).isEmpty)
      #expect(!faults(503, ["code": "store.failed", "message": "no"]).isEmpty)  // without Retry-After
    }
  }

  @Test("every route with a scope refuses nobody's key, and a key without the scope")
  func scopes() async throws {
    try await withHub { server in
      var keys: [Scope: String] = [:]
      for scope in Scope.allCases {
        let others = Set(Scope.allCases).subtracting([scope])
        keys[scope] = try await server.hub.createKey(name: "others", scopes: others).secret
      }
      for route in server.check.routes {
        guard let scope = route.scope, let key = keys[scope] else { continue }
        let path = route.path.replacing(/\{[a-z]+\}/, with: "1")
        let method = route.method.rawValue
        #expect(try await server.call(method, path, key: "").code == "key.missing")
        #expect(try await server.call(method, path, key: "mk_nobody").code == "key.unknown")
        let refused = try await server.call(method, path, key: key)
        #expect(refused.status == 403)
        #expect(refused.code == "scope.missing")
      }
    }
  }
}
