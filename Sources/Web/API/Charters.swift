import Charters
import Decisions
import HTTPTypes
import Hub
import Records

/// Charter versions: kept for ever, because decisions name them; one of them is in force, and while it is
/// rolled out the one before as well.
public struct ChartersResource: Resource {
  private let authority: Authority

  /// Makes the resource.
  public init(authority: Authority) { self.authority = authority }

  /// Every way in.
  public var routes: [Route] {
    let bytesMax = CharterUpload.bodyBytesMax
    return [
      Route(.get, "/v1/charters", scope: .read, answer: list),
      Route(.post, "/v1/charters", scope: .administer, bodyBytesMax: bytesMax, answer: upload),
      Route(.post, "/v1/charters/check", scope: .read, bodyBytesMax: bytesMax, answer: check),
      Route(.get, "/v1/charters/activations", scope: .read, answer: activations),
      Route(.post, "/v1/charters/rollback", scope: .administer, answer: rollBack),
      Route(.get, "/v1/charters/{version}", scope: .read, answer: files),
      Route(.post, "/v1/charters/{version}/activate", scope: .administer, answer: activate),
      Route(.get, "/v1/charters/{version}/diff/{other}", scope: .read, answer: difference),
    ]
  }

  // MARK: Versions

  private func list(_ call: Call) async throws -> Reply {
    try call.expectQuery()
    let charters = try await authority.charters()
    return Reply.json {
      $0.list("charters", charters) { writer, charter in writer.object { Self.write(charter, into: &$0) } }
    }
  }

  private func upload(_ call: Call) async throws -> Reply {
    try call.expectQuery()
    let files = try withJSON(call.body) { try CharterUpload.files(in: $0) }
    do {
      let summary = try await authority.upload(files)
      return Reply.json(.created) { Self.write(summary, into: &$0) }
    } catch let faults as CharterFaults {
      return Reply.json(.unprocessableContent) {
        $0.member("code", "charter.faulty")
        $0.member("message", "the charter has mistakes, so it was not kept; `diagnostics` tells where")
        DiagnosticsText.write(faults.diagnostics, into: &$0)
      }
    }
  }

  private func files(_ call: Call) async throws -> Reply {
    try call.expectQuery()
    let version = call.parameters["version"] ?? ""
    let files = try await authority.charterFiles(version).sorted { $0.path < $1.path }
    return Reply.json(capacity: 1 << 16) {
      $0.member("version", version)
      $0.key("files")
      $0.object { writer in
        for file in files {
          writer.key(string: file.path)
          writer.string(file.text)
        }
      }
    }
  }

  private func difference(_ call: Call) async throws -> Reply {
    try call.expectQuery()
    let (from, to) = (call.parameters["version"] ?? "", call.parameters["other"] ?? "")
    let difference = CharterDifference(
      from: try await authority.charterFiles(from), to: try await authority.charterFiles(to))
    return Reply.json(capacity: 1 << 14) {
      $0.member("from", from)
      $0.member("to", to)
      difference.write(into: &$0)
    }
  }

  private static func write(_ charter: CharterSummary, into writer: inout JSONWriter) {
    writer.member("version", charter.version)
    writer.member("name", charter.name)
    writer.member("uploaded", milliseconds: charter.uploadedAtMilliseconds)
    writer.member("active", charter.isActive)
    writer.member("actions", charter.actionCount)
  }

  // MARK: In force

  private func activations(_ call: Call) async throws -> Reply {
    try call.expectQuery()
    let activations = await authority.activations()
    return Reply.json {
      $0.list("activations", activations) { writer, activation in
        writer.object { Self.write(activation, into: &$0) }
      }
    }
  }

  private func activate(_ call: Call) async throws -> Reply {
    try call.expectQuery()
    try call.expectNoBody()
    let activation = try await authority.activate(call.parameters["version"] ?? "")
    return Reply.json { Self.write(activation, into: &$0) }
  }

  private func rollBack(_ call: Call) async throws -> Reply {
    try call.expectQuery()
    try call.expectNoBody()
    let activation = try await authority.rollBack()
    return Reply.json { Self.write(activation, into: &$0) }
  }

  private static func write(_ activation: Activation, into writer: inout JSONWriter) {
    writer.member("number", activation.number)
    writer.member("version", activation.version)
    writer.member("at", milliseconds: activation.atMilliseconds)
    if let earlier = activation.earlier { writer.member("earlier", earlier) }
  }

  // MARK: Checking

  private func check(_ call: Call) async throws -> Reply {
    try call.expectQuery()
    let files = try withJSON(call.body) { try CharterUpload.files(in: $0) }
    let loaded: LoadedCharter
    do throws(CharterFaults) {
      loaded = try await authority.check(files)
    } catch {
      return Reply.json {
        $0.member("valid", false)
        DiagnosticsText.write(error.diagnostics, into: &$0)
        $0.list("tests", [CharterTestResult]()) { _, _ in }
      }
    }
    let snapshot = Snapshot(plan: CharterPlan(loaded.charter))
    let binder = CustomerBinder(loaded)
    let results = loaded.tests.map { $0.run(snapshot, binder) }
    return Reply.json {
      $0.member("valid", true)
      $0.member("version", loaded.charter.version)
      DiagnosticsText.write(loaded.warnings, into: &$0)
      $0.list("tests", results) { writer, result in
        writer.object {
          $0.member("name", result.test.name)
          $0.member("line", result.test.line)
          $0.member("passed", result.differences.isEmpty)
          $0.member("differences", result.differences)
        }
      }
    }
  }
}
