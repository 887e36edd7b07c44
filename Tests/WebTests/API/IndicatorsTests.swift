import Hub
import Testing

@testable import Web

@Suite("Indicators over HTTP")
struct IndicatorsTests {
  @Test("a report is read with the scope for reading, cut as asked; questions that make no sense are refused")
  func report() async throws {
    try await withHub { server in
      let report = try await server.call("GET", "/v1/indicators?by=channel,action&from=2026-01-01").body
      #expect(report["by"]?.items == ["channel", "action"])
      let names = report["indicators"]?.items.compactMap { $0["indicator"]?.text } ?? []
      #expect(names.contains("contacts") && names.contains("lifetime_value"))
      for query in ["by=weather", "by=channel,channel", "from=yesterday"] {
        #expect(try await server.call("GET", "/v1/indicators?\(query)").code == "query.invalid", "\(query)")
      }
      let empty = try await server.call("GET", "/v1/indicators?from=2026-02-01&to=2026-01-01")
      #expect(empty.code == "report.period_empty")
      #expect(try await server.call("GET", "/v1/indicators?customer=nobody").code == "customer.unknown")
      let teller = try await server.key(.ingest)
      #expect(try await server.call("GET", "/v1/indicators", key: teller).status == 403)
    }
  }
}
