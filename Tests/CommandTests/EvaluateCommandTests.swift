import Foundation
import Servers
import Testing

/// What another policy would have brought, from the command line.
@Suite("mesure evaluate", .enabled(if: Program.isBuilt, "the program is not built; `swift build` builds it"))
struct EvaluateCommandTests {
  /// 600 decisions of two actions, the second of which is rewarded twice as often, under columns of other names.
  private func file(_ folder: String, rows: Int = 600) throws -> String {
    var text = ",who,item,chance,click,new,note\n"
    for row in 0..<rows {
      let isSecond = row % 3 == 0
      let isClicked = isSecond ? row % 2 == 0 : row % 4 == 1
      text += "\(row),c\(row / 2),\(isSecond ? "b" : "a"),\(isSecond ? "0.3333333333" : "0.6666666667"),"
      text += "\(isClicked ? 1 : 0),\(isSecond ? 1 : 0),x\n"
    }
    let path = "\(folder)/log.csv"
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    return path
  }

  private static let columns =
    "--column action=item --column probability=chance --column reward=click --column customer=who"

  private func object(_ text: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  @Test func `a file says what another policy would have brought, as text and as JSON`() throws {
    let path = try file(try Program.temporaryFolder())
    let ended = try Program.run("$mesure evaluate \(path) \(Self.columns) --column target=new")
    #expect(ended.code == 0, "\(ended.err)")
    #expect(ended.out.contains("600 decisions of 300 customers, worth 200 decisions"), "\(ended.out)")
    #expect(
      ended.out.contains("* doubly robust") && ended.out.contains("\nbetter: the new policy brings"), "\(ended.out)")
    let json = try Program.run("$mesure evaluate \(path) \(Self.columns) --column target=new --json")
    let read = try object(json.out)
    #expect(read["verdict"] as? String == "better" && read["customers"] as? Int == 300)
    let estimates = try #require(read["estimates"] as? [[String: Any]])
    #expect(
      estimates.compactMap { $0["estimator"] as? String }
        == ["direct", "ips", "snips", "dr", "switch_dr", "shrunk_dr"])
    let weighted = try #require(estimates[1]["value"] as? Double)
    #expect(abs(weighted - 0.5) < 1e-6)
    // The same policy from a file of its own, and the same bytes again.
    let policy = try Program.temporaryFolder() + "/policy.csv"
    try "action,probability\nb,1\n".write(toFile: policy, atomically: true, encoding: .utf8)
    let named = try object(try Program.run("$mesure evaluate \(path) \(Self.columns) --policy \(policy) --json").out)
    #expect((named["estimates"] as? [[String: Any]])?[1]["value"] as? Double == weighted)
    #expect(try Program.run("$mesure evaluate \(path) \(Self.columns) --column target=new --json").out == json.out)
  }

  @Test func `too little is refused with 1, and bad files say where`() throws {
    let folder = try Program.temporaryFolder()
    let path = try file(folder, rows: 90)
    let refused = try Program.run("$mesure evaluate \(path) \(Self.columns) --policy even")
    #expect(refused.code == 1 && refused.out.contains("[offpolicy_too_few]"), "\(refused.out)\(refused.err)")
    for (line, code, message) in [
      ("\(path)", 2, "there is no column `action`; there is who, item"),
      ("\(path) \(Self.columns)", 2, "there is no column `target`"),
      ("\(path) \(Self.columns) --column context=note --policy \(path)", 2, "there is no column `action`"),
      ("\(path) --column action=item --column probability=who --column reward=click --policy even", 2, ":2:3: `who`"),
      ("\(path) --column prize=click --policy even", 64, "a column holds no `prize`"),
      ("", 64, "give a CSV file of decisions"), ("\(path) --charter x", 64, "give a CSV file of decisions"),
      ("--charter Examples/bank --reward bliss", 64, "`--reward bliss`"),
      ("--charter Examples/bank --within ever", 64, "`--within ever`"),
    ] {
      let ended = try Program.run("$mesure evaluate \(line)")
      #expect(ended.code == Int32(code) && ended.err.contains(message), "\(line): \(ended.code) \(ended.err)")
    }
    // Probabilities that are not all of a policy are no policy.
    let policy = folder + "/half.csv"
    try "action,probability\na,0.5\n".write(toFile: policy, atomically: true, encoding: .utf8)
    let half = try Program.run("$mesure evaluate \(path) \(Self.columns) --policy \(policy)")
    #expect(half.code == 2 && half.err.contains("[policy.sum]"), "\(half.err)")
  }

  @Test func `a hub's log says what another charter would have brought`() throws {
    let folder = try Program.temporaryFolder()
    try FileManager.default.copyItem(atPath: "\(Program.repository.path)/Examples/starter", toPath: "\(folder)/old")
    let charter = try String(contentsOfFile: "\(folder)/old/charter.yaml", encoding: .utf8)
    try (charter + "\nexploration: { floor: 0.5 }\n").write(
      toFile: "\(folder)/old/charter.yaml", atomically: true, encoding: .utf8)
    let made = try Program.run(
      "$mesure serve --prepare --data \(folder)/data --key-file \(folder)/key --charter \(folder)/old")
    try #require(made.code == 0, "\(made.err)")
    let server = try ServerProcess(folder: folder)
    let connection = try server.connect()
    func ask(_ path: String, _ body: String) throws -> WireReply {
      let reply = try connection.ask("POST", path, body)
      try #require(reply.status < 300, "\(path): \(reply.text)")
      return reply
    }
    for index in 0..<120 {
      _ = try ask("/v1/identify", #"{"userId": "c\#(index)", "traits": {"age": 40, "segment": "new"}}"#)
      let decision = try ask(
        "/v1/decisions",
        #"{"customer": "c\#(index)", "occasion": {"kind": "inbound", "placement": "home"}, "channels": ["web"]}"#)
      guard decision.json["answer"] as? String == "contact", index % 3 == 0,
        let id = decision.json["decision"] as? String
      else { continue }
      _ = try ask("/v1/outcomes", #"{"decision": "\#(id)", "choice": 0, "outcome": "clicked"}"#)
    }
    #expect(server.stop() == 0)
    let young = try Program.run("$mesure evaluate --charter \(folder)/old --data \(folder)/data --reward clicked")
    #expect(young.code == 2 && young.err.contains("tooYoung: 120"), "\(young.err)")
    // A second later they are old enough; time is the log's, so something else has to happen in it.
    let line = "$mesure evaluate --charter \(folder)/old --data \(folder)/data --reward clicked --within 1s --json"
    var ended = young
    for number in 0..<200 {
      try #"{"id": "late\#(number)"}"#.write(toFile: "\(folder)/late.jsonl", atomically: true, encoding: .utf8)
      let late = try Program.run("$mesure import customers \(folder)/late.jsonl --data \(folder)/data")
      try #require(late.code == 0, "\(late.err)")
      ended = try Program.run(line)
      if ended.out.contains(#""left_out":{}"#) { break }
    }
    let read = try object(ended.out)
    let told = try #require(read["decisions"] as? Int)
    #expect(
      told == 120 && read["log_decisions"] as? Int == 120 && read["answered_alike"] as? Int == told,
      "\(ended.out)\(ended.err)")
    #expect(read["weight_max"] as? Double == 1 && read["unsupported_share"] as? Double == 0)
    #expect(ended.code == 0)
    #expect(try Program.run(line).out == ended.out)
  }
}
