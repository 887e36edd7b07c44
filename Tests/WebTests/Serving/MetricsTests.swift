import Foundation
import Hub
import HubTesting
import Testing

@testable import Web

@Suite("The metrics page")
struct MetricsTests {
  /// A page after a few calls, good and bad.
  private func page() async throws -> WireReply {
    try await withHub { server in
      _ = try await server.call("PATCH", "/v1/customers/42", #"{"addresses": {"email": "a@example.org"}}"#)
      _ = try await server.call("POST", "/v1/decisions", #"{"customer": "42"}"#)
      _ = try await server.call("POST", "/v1/decisions", #"{"customer": "43"}"#)
      _ = try await server.call("GET", "/v1/charters", key: "mk_nobody")
      let entry = Sample.entry(try await server.store.last.position.rawValue + 1, of: 9, kind: .decision)
      var commit = Sample.commit(entry)
      commit.outboxAdded = (0..<3).map {
        Sample.message(entry.position.rawValue, $0, to: 9, channel: $0 == 2 ? "sms" : "email", due: 1)
      }
      try server.store.commit([commit])
      server.clock.deviationSeconds = -1.5
      let port = server.port
      return try await onThread {
        let connection = try WireConnection(port: port)
        #expect(try connection.request("GET", "/nothing").status == 404)
        return try connection.request("GET", "/metrics")
      }
    }
  }

  @Test("tells what happened")
  func content() async throws {
    let page = try await page()
    #expect(page.status == 200)
    #expect(page.header("content-type") == "text/plain; version=0.0.4; charset=utf-8")
    let expected = [
      "mesure_decisions_total{fate=\"inapplicable\"} 1", "mesure_happenings_total 1",
      "mesure_customers_resident 1", "mesure_outbox_messages{channel=\"email\"} 2",
      "mesure_outbox_messages{channel=\"sms\"} 1", "mesure_clock_deviation_seconds -1.5",
      "mesure_http_requests_total{method=\"POST\",route=\"/v1/decisions\",status=\"2xx\"} 1",
      "mesure_http_requests_total{method=\"POST\",route=\"/v1/decisions\",status=\"4xx\"} 1",
      "mesure_http_refused_total{reason=\"key\"} 1", "mesure_http_refused_total{reason=\"route_unknown\"} 1",
    ]
    let lines = Set(page.text.split(separator: "\n").map(String.init))
    for line in expected { #expect(lines.contains(line), "\(line)\n\(page.text)") }
    #expect(!page.text.contains("42\""))
  }

  @Test("is in the format of Prometheus: every measure has its help and type, and histograms hang together")
  func format() async throws {
    var types: [String: String] = [:]
    var buckets: [String: (last: Double, bound: Double)] = [:]
    var counts: [String: Double] = [:]
    for line in try await page().text.split(separator: "\n") {
      let words = line.split(separator: " ", maxSplits: 3).map(String.init)
      if words[0] == "#" {
        if words[1] == "TYPE" { types[words[2]] = words[3] }
        continue
      }
      let value = try #require(Double(line.split(separator: " ").last ?? ""))
      let name = String(line.prefix { $0 != "{" && $0 != " " })
      let base = ["_bucket", "_sum", "_count"].reduce(name) { $0.hasSuffix($1) ? String($0.dropLast($1.count)) : $0 }
      let type = try #require(types[name] ?? types[base], "\(name) has no type")
      #expect(name.hasPrefix("mesure_"))
      #expect((type == "counter") == name.hasSuffix("_total"), "\(name)")
      if name.hasSuffix("_bucket") {
        let labels = String(line[..<(line.lastIndex(of: "}") ?? line.endIndex)])
        let bound = try #require(labels.components(separatedBy: "le=\"").last?.dropLast())
        let series = base + labels.components(separatedBy: "le=\"")[0].trimmingCharacters(in: ["{", ","])
        let before = buckets[series] ?? (0, -.infinity)
        let upTo = bound == "+Inf" ? Double.infinity : try #require(Double(bound))
        #expect(value >= before.last && upTo > before.bound, "\(line)")
        buckets[series] = (value, upTo)
        if upTo == .infinity { counts[base, default: 0] += value }
      }
      if name.hasSuffix("_count"), type == "histogram" { counts[base, default: 0] -= value }
    }
    #expect(types.count > 10)
    #expect(!counts.isEmpty && counts.values.allSatisfy { $0 == 0 })
  }

  @Test("every measure is explained to those who run the hub")
  func documented() async throws {
    let names = try await page().text.split(separator: "\n").filter { $0.hasPrefix("# TYPE ") }
      .map { $0.split(separator: " ")[2] }
    let guide = try RepositoryFiles.text(of: "docs/OPERATING.md")
    #expect(names.count > 10)
    for name in names { #expect(guide.contains("`\(name)`"), "docs/OPERATING.md does not name \(name)") }
  }

  private static let promtoolPath = ["/usr/bin/promtool", "/usr/local/bin/promtool"].first {
    FileManager.default.isExecutableFile(atPath: $0)
  }

  @Test("promtool accepts it", .enabled(if: promtoolPath != nil, "promtool is not installed: scripts/setup --tests"))
  func promtool() async throws {
    let path = try #require(MetricsTests.promtoolPath)
    let page = try await page().body
    let (status, output) = try await onThread {
      let process = Process()
      process.executableURL = URL(fileURLWithPath: path)
      process.arguments = ["check", "metrics"]
      let input = Pipe()
      let output = Pipe()
      process.standardInput = input
      process.standardOutput = output
      process.standardError = output
      try process.run()
      try input.fileHandleForWriting.write(contentsOf: Data(page))
      try input.fileHandleForWriting.close()
      let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      process.waitUntilExit()
      return (process.terminationStatus, text)
    }
    #expect(status == 0, "\(output)")
  }
}
