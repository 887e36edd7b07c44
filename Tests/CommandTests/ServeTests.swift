import Foundation
import Servers
import Testing

/// `mesure serve` as an operator meets it: settings, the first start, refusals, the end.
@Suite(
  "The hub from the command line", .enabled(if: Program.isBuilt, "the program is not built; `swift build` builds it"))
struct ServeTests {
  // MARK: Settings

  /// A folder with a settings file in it.
  private func settings(_ text: String) throws -> String {
    let folder = try Program.temporaryFolder()
    try text.write(toFile: folder + "/mesure.yaml", atomically: true, encoding: .utf8)
    return folder
  }

  @Test(
    "flags win over the environment, the environment over the file, the file over what is usual",
    arguments: [
      ("$mesure serve --print-config", "port: 8080", "default"),
      ("$mesure serve --print-config --config $c", "port: 1", "$c:1:7"),
      ("MESURE_CONFIG=$c $mesure serve --print-config", "port: 1", "$c:1:7"),
      ("MESURE_PORT=2 $mesure serve --print-config --config $c", "port: 2", "MESURE_PORT"),
      ("MESURE_PORT=2 $mesure serve --print-config --config $c --port 3", "port: 3", "--port"),
      ("MESURE_LOG_LEVEL=error $mesure serve --print-config", "log-level: error", "MESURE_LOG_LEVEL"),
      ("$mesure serve --print-config --config $c", "log-format: json", "$c:2:13"),
    ])
  func precedence(_ line: String, _ value: String, _ origin: String) throws {
    let file = try settings("port: 1\nlog-format: json\n") + "/mesure.yaml"
    let ended = try Program.run(line.replacing("$c", with: file))
    #expect(ended.code == 0, "\(ended.err)")
    let shown = ended.out.split(separator: "\n").map { $0.split(separator: " ").joined(separator: " ") }
    #expect(shown.contains("\(value) # \(origin.replacing("$c", with: file))"), "\(ended.out)")
  }

  @Test(
    "what a setting cannot be is told with its place",
    arguments: [
      ("--port 70000", "", 2, "--port: `70000` is no port; write a whole number from 0 to 65535"),
      ("--log-level loud", "", 2, "--log-level: `loud` is no log-level; it is one of debug, info"),
      ("", "port: many\n", 2, "mesure.yaml:1:7: `many` is no port"),
      ("", "port: 1\nprot: 2\n", 1, "mesure.yaml:2:1: error: a settings file has no `prot`"),
      ("", "port: [1, 2]\n", 1, "mesure.yaml:1:7: error: this should be a text, not a list"),
      ("", "- port\n", 1, "mesure.yaml:1:1: error: this should be a settings file"),
      ("--config nowhere.yaml", "", 2, "`nowhere.yaml` cannot be read as UTF-8 text"),
      ("--prot 1", "", 64, "Unknown option '--prot'"),
    ])
  func mistakes(_ flags: String, _ file: String, _ code: Int32, _ says: String) throws {
    let folder = try settings(file)
    let config = file.isEmpty ? "" : "--config \(folder)/mesure.yaml"
    let ended = try Program.run("$mesure serve --print-config \(config) \(flags)")
    #expect(ended.code == code)
    #expect(ended.err.contains(says), "\(ended.err)")
  }

  @Test("a name in the environment that looks like a setting and is none is warned of")
  func strangeEnvironment() throws {
    let folder = try Program.temporaryFolder()
    let ended = try Program.run("MESURE_PROT=1 $mesure serve --prepare --data \(folder)/data")
    #expect(ended.code == 0)
    #expect(ended.err.contains("name=MESURE_PROT"), "\(ended.err)")
  }

  // MARK: The first start

  @Test("a first start makes a database, a key and puts the example bank in force; a second one changes nothing")
  func firstStart() throws {
    let folder = try Program.temporaryFolder()
    let server = try ServerProcess(folder: folder)
    #expect(server.greeting.contains("made a database in \(folder)/data"))
    #expect(server.greeting.contains("put the charter of the example bank in force"))
    #expect(server.greeting.contains("wrote the API key, which may do everything, to \(folder)/key"))
    #expect(!server.greeting.contains(try ServerProcess.key(folder)), "a key in a file is not printed as well")
    let charters = try server.connect().ask("GET", "/v1/charters")
    #expect(charters.status == 200, "\(charters.text)")
    #expect(charters.text.contains("retail-bank"))
    #expect(server.stop() == 0)
    let permissions = try FileManager.default.attributesOfItem(atPath: folder + "/data")[.posixPermissions] as? Int
    #expect(permissions == 0o700)
    let keyPermissions = try FileManager.default.attributesOfItem(atPath: folder + "/key")[.posixPermissions] as? Int
    #expect(keyPermissions == 0o600)
    let again = try ServerProcess(folder: folder)
    #expect(again.greeting == "mesure: ready on http://127.0.0.1:\(again.port)\n")
    #expect(try again.connect().ask("GET", "/v1/charters").status == 200)
    #expect(again.stop() == 0)
  }

  @Test("the three requests that a first start shows are answered")
  func firstSteps() throws {
    let server = try ServerProcess(folder: try Program.temporaryFolder())
    let connection = try server.connect()
    let identify = try connection.ask(
      "POST", "/v1/identify", #"{"userId": "ada", "traits": {"age": 42, "email": "ada@example.org"}}"#)
    #expect(identify.status == 200, "\(identify.text)")
    let track = try connection.ask("POST", "/v1/track", #"{"userId": "ada", "event": "card_simulation"}"#)
    #expect(track.status == 200, "\(track.text)")
    let decide = try connection.ask(
      "POST", "/v1/decisions",
      #"{"customer": "ada", "occasion": {"kind": "inbound", "placement": "home"}, "channels": ["web"]}"#)
    #expect(decide.status == 200, "\(decide.text)")
    #expect(decide.json["decision"] is String)
    #expect(server.stop() == 0)
  }

  @Test("another charter is put in force at a later start; one with mistakes stops it, and the old one stays")
  func charters() throws {
    let folder = try Program.temporaryFolder()
    #expect(try Program.run("$mesure serve --prepare --data \(folder)/data --key-file \(folder)/key").code == 0)
    let starter = try Program.run("$mesure serve --prepare --data \(folder)/data --charter Examples/starter")
    #expect(starter.out == "mesure: put the charter of `Examples/starter` in force\n", "\(starter.err)")
    #expect(try Program.run("$mesure serve --prepare --data \(folder)/data --charter Examples/starter").out == "")
    let wrong = try Program.run(
      "cp -r $starter \(folder)/wrong && echo 'flor: 1' >> \(folder)/wrong/policy.yaml; "
        + "$mesure serve --data \(folder)/data --charter \(folder)/wrong")
    #expect(wrong.code == 1)
    #expect(wrong.err.contains("policy.yaml") && wrong.err.contains("`flor`"), "\(wrong.err)")
    let server = try ServerProcess(folder: folder)
    #expect(try server.connect().ask("GET", "/v1/charters").text.contains("my-charter"))
    #expect(server.stop() == 0)
  }

  @Test("a key file that is there already is not written over")
  func keyFile() throws {
    let folder = try settings("")
    let ended = try Program.run("$mesure serve --data \(folder)/data --key-file \(folder)/mesure.yaml")
    #expect(ended.code == 2)
    #expect(ended.err.contains("exists already"), "\(ended.err)")
    #expect(!FileManager.default.fileExists(atPath: folder + "/data"))
  }

  // MARK: Refusals

  @Test("a damaged database is refused with a clear text and left as it is")
  func damaged() throws {
    let folder = try Program.temporaryFolder()
    try FileManager.default.createDirectory(atPath: folder + "/data", withIntermediateDirectories: true)
    let noise = Data((0..<8_192).map { UInt8(truncatingIfNeeded: $0 &* 31) })
    try noise.write(to: URL(fileURLWithPath: folder + "/data/mesure.sqlite"))
    let ended = try Program.run("$mesure serve --port 0 --data \(folder)/data")
    #expect(ended.code == 2)
    #expect(ended.err.contains("[store.damaged]"), "\(ended.err)")
    #expect(try Data(contentsOf: URL(fileURLWithPath: folder + "/data/mesure.sqlite")) == noise)
  }

  @Test("a second server on one database is refused, and so are the verbs that need it for themselves")
  func busy() throws {
    let folder = try Program.temporaryFolder()
    let server = try ServerProcess(folder: folder)
    let second = try Program.run("$mesure serve --port 0 --data \(folder)/data")
    #expect(second.code == 2)
    #expect(second.err.contains("[store.busy]"), "\(second.err)")
    for verb in ["keys list", "import events /dev/null", "export customers"] {
      let ended = try Program.run("$mesure \(verb) --data \(folder)/data")
      #expect(ended.code == 2)
      #expect(ended.err.contains("a server is running on `\(folder)/data`"), "\(ended.err)")
    }
    #expect(server.stop() == 0)
    #expect(try Program.run("$mesure keys list --data \(folder)/data").code == 0)
  }

  @Test("a port that is taken is told, and exits with 2")
  func portTaken() throws {
    let server = try ServerProcess(folder: try Program.temporaryFolder())
    let folder = try Program.temporaryFolder()
    let ended = try Program.run("$mesure serve --port \(server.port) --data \(folder)/data")
    #expect(ended.code == 2)
    #expect(ended.err.contains("cannot listen on 127.0.0.1:\(server.port)"), "\(ended.err)")
    #expect(server.stop() == 0)
  }

  @Test("verbs on a folder without a database say so and make none", arguments: ["keys list", "export events"])
  func missing(verb: String) throws {
    let folder = try Program.temporaryFolder()
    let ended = try Program.run("$mesure \(verb) --data \(folder)/nothing")
    #expect(ended.code == 2)
    #expect(ended.err.contains("[store.missing]"), "\(ended.err)")
    #expect(!FileManager.default.fileExists(atPath: folder + "/nothing"))
  }

  // MARK: The end

  @Test("SIGTERM and SIGINT end it with 0; what was acknowledged is there afterwards", arguments: [SIGTERM, SIGINT])
  func gracefulStop(signal: Int32) throws {
    let folder = try Program.temporaryFolder()
    let server = try ServerProcess(folder: folder)
    let connection = try server.connect()
    for index in 0..<50 {
      let body = #"{"userId": "c-\#(index)", "event": "login", "messageId": "m-\#(index)"}"#
      #expect(try connection.ask("POST", "/v1/track", body).status == 200)
    }
    #expect(server.stop(by: signal) == 0)
    #expect(server.log.contains("everything acknowledged is on disk"))
    let exported = try Program.run("$mesure export events --data \(folder)/data")
    #expect(exported.out.split(separator: "\n").count == 50, "\(exported.err)")
  }

  @Test("a request under way when the stop comes is answered")
  func drains() throws {
    let server = try ServerProcess(folder: try Program.temporaryFolder())
    let connection = try server.connect()
    // A request and half of another in one piece: once the first is answered, the server has read the second's head, and
    // waits for the rest of its body while it is asked to stop.
    let body = #"{"userId": "late", "event": "login"}"#
    try connection.send(
      "GET /health HTTP/1.1\r\nHost: x\r\n\r\n"
        + "POST /v1/track HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \(ServerProcess.key(server.folder))\r\n"
        + "Content-Length: \(body.utf8.count)\r\n\r\n" + body.prefix(10))
    #expect(try connection.reply().status == 200)
    try server.waitForLog("stopping") { server.ask(toStopBy: SIGTERM) }
    try connection.send(String(body.dropFirst(10)))
    #expect(try connection.reply().status == 200)
    #expect(server.wait() == 0)
  }

  // MARK: Logs

  @Test(
    "logs are lines of text or JSON, and nothing personal is in them, whatever callers send",
    arguments: ["text", "json"])
  func logs(format: String) throws {
    let folder = try Program.temporaryFolder()
    let server = try ServerProcess(folder: folder, arguments: ["--log-format", format, "--log-level", "debug"])
    let key = try ServerProcess.key(folder)
    let connection = try server.connect()
    let secret = "zq-personal"
    _ = try connection.ask(
      "POST", "/v1/identify", #"{"userId": "\#(secret)", "traits": {"email": "\#(secret)@example.org"}}"#)
    _ = try connection.ask("POST", "/v1/track", #"{"userId": "\#(secret)", "event": 7}"#)
    _ = try connection.ask("POST", "/v1/decisions", #"{"customer": "\#(secret)", "occasion": {"kind": "\#(secret)"}}"#)
    _ = try connection.ask("GET", "/v1/customers/\(secret)?\(secret)=1")
    _ = try connection.ask("GET", "/\(secret)")
    _ = try connection.ask("PATCH", "/v1/customers/\(secret)", #"{"\#(secret)": {"#)
    _ = try WireConnection(port: server.port, key: "mk_\(secret)").ask("GET", "/v1/keys")
    #expect(server.stop() == 0)
    let lines = server.log.split(separator: "\n")
    #expect(lines.count >= 2, "\(lines)")
    for line in lines {
      #expect(!line.contains(secret) && !line.contains(key), "\(line)")
      if format == "json" {
        let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
        #expect(object?["time"] is String && object?["level"] is String && object?["message"] is String, "\(line)")
      }
    }
  }
}
