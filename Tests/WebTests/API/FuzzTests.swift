import Foundation
import Hub
import Testing

@testable import Web

/// Schemathesis, if scripts/setup --tests could install it.
private enum Schemathesis {
  static let path = RepositoryFiles.root.appendingPathComponent("out/venv/bin/schemathesis").path
  static var isInstalled: Bool { FileManager.default.isExecutableFile(atPath: path) }

  /// Left out are checks that say nothing of this server: that what fits the schemas is accepted (what else must hold,
  /// such as names of the charter, no schema says), and what follows from one call for the next. Of several things in one
  /// body, the wrong ones have their error in their place, and the answer as a whole is 200. `Allow` at
  /// `/v1/customers/batch` names the methods of a customer as well, because one may be called `batch`.
  private static let settings = """
    [checks]
    allow_header_conformance.enabled = false
    positive_data_acceptance.enabled = false
    missing_required_header.enabled = false
    use_after_free.enabled = false
    ensure_resource_availability.enabled = false

    [[operations]]
    include-path-regex = "(/batch|/outcomes)$"
    checks.negative_data_rejection.enabled = false

    """

  /// Calls every route of a server in ways that its document permits and forbids, and gives what it says.
  static func run(port: Int, key: String, examplesMax: Int) throws -> (code: Int32, output: String) {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("mesure-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data(settings.utf8).write(to: folder.appendingPathComponent("schemathesis.toml"))
    let output = folder.appendingPathComponent("output")
    try Data().write(to: output)
    let handle = try FileHandle(forWritingTo: output)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = [
      "run", "http://127.0.0.1:\(port)/openapi.json", "--header", "Authorization: Bearer \(key)",
      "--phases", "examples,coverage,fuzzing",
      "--max-examples", "\(examplesMax)", "--seed", "20261123", "--request-timeout", "30", "--workers", "1",
      "--suppress-health-check", "all", "--warnings", "off", "--continue-on-failure", "--no-shrink",
    ]
    // A folder of its own, for its settings and its database.
    process.currentDirectoryURL = folder
    process.environment = ["PATH": "/usr/bin:/bin", "NO_COLOR": "1", "COLUMNS": "160", "HOME": folder.path]
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = handle
    process.standardError = handle
    try process.run()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: try Data(contentsOf: output), as: UTF8.self))
  }
}

@Suite("The API under schemathesis")
struct FuzzTests {
  @Test(
    "no 500, and no answer that the OpenAPI document does not foresee",
    .enabled(if: Schemathesis.isInstalled, "schemathesis is not installed; scripts/setup --tests does it"))
  func run() async throws {
    let isSoak = ProcessInfo.processInfo.environment["MESURE_SOAK"] == "1"
    try await withHub { server in
      // Whom the examples name, and what the first decision is called.
      _ = try await server.call("PATCH", "/v1/customers/42", #"{"attributes": {"age": 30, "segment": "new"}}"#)
      let (port, key) = (server.port, server.key)
      let run = try await onThread {
        try Schemathesis.run(port: port, key: key, examplesMax: isSoak ? 500 : 10)
      }
      #expect(run.code == 0, "\(run.output.suffix(20_000))")
      #expect(run.output.contains("No issues found"), "\(run.output.suffix(2_000))")
      // It reached every operation that the document has, but that of the document itself, which it leaves out.
      #expect(run.output.contains("Tested: \(RouteDescription.all.count - 1)"), "\(run.output.suffix(2_000))")
    }
  }
}
