import Channels
import Logging
import Testing

@Suite("The file of connectors: all mistakes at once, each in its place") struct ConnectorsTests {
  private let surroundings = ConnectorSurroundings(
    secrets: SecretSource(
      variable: { $0 == "TOKEN" ? "from-env" : nil },
      file: { path in
        guard path == "/key" else { throw ConnectorFault("x", "no such file") }
        return "from-file\n"
      }), logger: Logger(label: "test"))

  @Test("a channel with its connector and its terms")
  func reads() throws {
    let connectors = try Connectors.read(
      """
      letter: { connector: folder, path: /tmp/letters, rate: 2.5, in_flight: 8, validity: 7d, service_validity: 90m,
                attempts: 3, retry_seconds: 2, retry_seconds_max: 60, resend_unknown_service: true }
      """, surroundings)
    let connector = try #require(connectors.first)
    #expect(connectors.count == 1 && connector.channel.name == "letter")
    #expect(connector.terms.messagesPerSecondMax == 2.5 && connector.terms.inFlightMax == 8)
    #expect(connector.terms.validitySeconds == 7 * 86_400 && connector.terms.urgentValiditySeconds == 5_400)
    #expect(connector.terms.attemptsMax == 3 && connector.terms.retrySeconds == 2)
    #expect(connector.terms.retrySecondsMax == 60 && connector.terms.resendsUnknownUrgent)
  }

  @Test("what is wrong, and where")
  func faults() {
    let table: [(String, [String])] = [
      ("", ["connectors.yaml"]), ("[", ["connectors.yaml"]), ("- a", ["connectors.yaml"]),
      ("a: 1", ["connectors.value"]), ("a: {}", ["connectors.value"]),
      ("a: { connector: pigeon }", ["connectors.value"]), ("a: { connector: folder }", ["connectors.key"]),
      ("a: { connector: folder, path: x, colour: red }", ["connectors.key"]),
      (
        "a: { connector: folder, path: x, rate: fast }\nb: { connector: folder }",
        ["connectors.value", "connectors.key"]
      ),
      ("a: { connector: folder, path: x, rate: -1 }", ["connectors.value"]),
      ("a: { connector: folder, path: x, validity: soon }", ["connectors.value"]),
      ("a: { connector: folder, path: x, validity: 99999999999999999d }", ["connectors.value"]),
    ]
    for (text, codes) in table {
      do throws(ConnectorFaults) {
        _ = try Connectors.read(text, surroundings)
        Issue.record("read: \(text)")
      } catch {
        #expect(error.faults.map(\.code) == codes, "\(text)")
      }
    }
    do throws(ConnectorFaults) {
      _ = try Connectors.read("letter:\n  connector: folder\n  path: x\n  colour: red\n", surroundings)
    } catch {
      #expect(error.description == "4:3: `letter` has no setting `colour` (connectors.key)")
    }
  }
}
