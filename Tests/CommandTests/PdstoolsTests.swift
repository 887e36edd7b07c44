import Foundation
import Servers
import Testing

/// The pdstools package, as its makers publish it.
enum Pdstools {
  private static let python = Program.repository.path + "/out/venv/bin/python"

  /// Whether `scripts/setup --tests` could install it.
  static let isInstalled = (try? Program.run("\(python) -c 'import pdstools, polars'"))?.code == 0

  /// What it makes of a folder of models, or of a file of decisions.
  static func read(_ what: String, _ path: String) throws -> [String: Any] {
    let ended = try Program.run("PYTHONDONTWRITEBYTECODE=1 \(python) Tests/Clients/pdstools_reading.py \(what) \(path)")
    try #require(ended.code == 0, "\(ended.err)")
    return try #require(try JSONSerialization.jsonObject(with: Data(ended.out.utf8)) as? [String: Any])
  }

  /// The objects on the lines of a file.
  static func lines(_ path: String) throws -> [[String: Any]] {
    try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map { line in
      try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    }
  }
}

/// What `mesure export` writes for other tools, opened with those tools.
@Suite(
  "Exports that pdstools reads",
  .enabled(if: Program.isBuilt, "the program is not built; `swift build` builds it"),
  .enabled(if: Pdstools.isInstalled, "`scripts/setup --tests` installs pdstools and polars"), .serialized)
struct PdstoolsTests {
  private func run(_ line: String) throws -> Program.Ended {
    let ended = try Program.run(line)
    try #require(ended.code == 0, "\(line): \(ended.err)")
    return ended
  }

  /// Made customers of the bank, whose calls have outcomes.
  private func population(_ rows: Int) throws -> String {
    let folder = try Program.temporaryFolder()
    _ = try run("$mesure generate Examples/bank/population.yaml --rows \(rows) --seed 1 > \(folder)/all.csv")
    return folder
  }

  @Test("snapshots of models: the same responses, positives and ranking, at every moment, in models and in bins")
  func models() throws {
    let folder = try population(3_000)
    _ = try run("cd \(folder) && head -1001 all.csv > first.csv && (head -1 all.csv; tail -2000 all.csv) > second.csv")
    var told: [[String: Any]] = []
    for (file, from, day) in [("first", "", 23), ("second", "--from \(folder)/first", 24)] {
      _ = try run(
        "$mesure learn Examples/bank \(folder)/\(file).csv \(from) --at 2026-11-23T10:00 --output \(folder)/\(file)")
      // Twice: the second snapshot of a moment takes the place of the first.
      for _ in 0..<2 {
        _ = try run("$mesure export models \(folder)/\(file) --output \(folder)/mart --at 2026-11-\(day)T09:30")
      }
      let json = try run("$mesure models \(folder)/\(file) --format json").out
      let object = try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any]
      told.append(try #require((object?["models"] as? [[String: Any]])?.first))
    }
    #expect(told.map { $0["responses"] as? Int } == [1_000, 3_000])
    let mart = try Pdstools.read("models", folder + "/mart")
    let models = try #require(mart["models"] as? [[String: Any]])
    try #require(models.count == 2)
    for (model, told) in zip(models, told) {
      for (theirs, ours) in [("ResponseCount", "responses"), ("Positives", "positives")] {
        #expect(model[theirs] as? Double == (told[ours] as? Int).map(Double.init), "\(theirs)")
      }
      #expect(model["Performance"] as? Double == told["auc"] as? Double)
      #expect(model["Maturity"] as? String == told["maturity"] as? String)
      let names = ["Issue", "Group", "Name", "Channel", "Direction", "Treatment"].map { model[$0] as? String }
      #expect(names == ["sales", "savings", "term_deposit", "call", "Outbound", "term_deposit/call"])
    }
    #expect(models.map { $0["SnapshotTime"] as? String } == ["2026-11-23T09:30:00", "2026-11-24T09:30:00"])
    #expect(models.map { $0["IsUpdated"] as? Bool } == [true, true])
    // What their channel summary counts is what came between snapshots.
    let channel = try #require((mart["channels"] as? [[String: Any]])?.first)
    #expect(channel["Channel"] as? String == "call" && channel["Responses"] as? String == "2000.0", "\(channel)")
    let bins = try #require(mart["bins"] as? [[String: Any]])
    #expect(bins.count > 2 * 20)
    for bin in bins {
      let isFirst = bin["SnapshotTime"] as? String == "2026-11-23T09:30:00"
      let model = isFirst ? models[0] : models[1]
      for (part, whole) in [
        ("BinResponseCount", "ResponseCount"), ("BinPositives", "Positives"), ("BinNegatives", "Negatives"),
        ("ResponseCount", "ResponseCount"), ("Positives", "Positives"),
      ] {
        #expect(bin[part] as? Double == model[whole] as? Double, "\(bin)")
      }
      #expect(bin["Bins"] as? Int == bin["TotalBins"] as? Int && bin["HasPropensities"] as? Bool == true, "\(bin)")
      #expect(bin["IsOrdered"] as? Bool == true && (0.5...1).contains(bin["Performance"] as? Double ?? 0), "\(bin)")
    }
    #expect(mart["scores"] as? Int == 1)
    #expect(bins.contains { $0["PredictorName"] as? String == "age" && $0["Type"] as? String == "numeric" })
    #expect(bins.contains { $0["PredictorName"] as? String == "job" && $0["Type"] as? String == "symbolic" })
    #expect(bins.contains { $0["PredictorCategory"] as? String == "events" }, "what derived features come from")
  }

  /// The names that pdstools gives to where reasons by hundreds are.
  private static let stages = [
    1: "Available Actions", 2: "Engagement Policies", 3: "Engagement Policies", 4: "Journeys and Contact Policies",
    5: "Action Propensity", 6: "Arbitration", 7: "Contact Policies and final Action processing",
  ]

  /// What the funnel has to say of decisions: how many candidates go at each stage, and how many decisions are left
  /// with nothing there.
  private func funnel(_ lines: [[String: Any]]) throws -> (filtered: [String: Int], silent: [String: Int], said: Int) {
    var (filtered, silent, said) = ([String: Int](), [String: Int](), 0)
    for line in lines {
      for fate in try #require(line["fates"] as? [[String: Any]]) {
        let step = try #require(fate["code"] as? Int) / 100
        if let stage = Self.stages[step] { filtered[stage, default: 0] += 1 } else { said += 1 }
      }
      guard line["answer"] as? String == "silence" else { continue }
      let code = try #require(line["code"] as? Int)
      let stage = try #require(Self.stages[code / 100])
      filtered[stage, default: 0] += 1
      silent[stage, default: 0] += 1
    }
    return (filtered, silent, said)
  }

  @Test("decisions of a file: the funnel stage by stage, silences where they fell, priorities by their own formula")
  func decisions() throws {
    let folder = try population(400)
    _ = try run(
      "$mesure decide Examples/bank \(folder)/all.csv --at 2026-11-23T10:30 --explain --output \(folder)/d.jsonl")
    _ = try run(
      "$mesure export decisions \(folder)/d.jsonl --charter Examples/bank --format analyzer --output \(folder)/d.json")
    let lines = try Pdstools.lines(folder + "/d.jsonl")
    let expected = try funnel(lines)
    #expect(expected.silent.count > 1 && expected.filtered.count > 3)
    let read = try Pdstools.read("decisions", folder + "/d.json")
    #expect(read["type"] as? String == "decision_analyzer" && read["missing"] is NSNull)
    #expect(read["interactions"] as? Int == 400)
    #expect(read["filtered"] as? [String: Int] == expected.filtered)
    #expect(read["output"] as? Int == expected.said)
    let without = try #require(read["without"] as? [String: String]).compactMapValues { Double($0) }
    #expect(without.filter { $0.value > 0 } == expected.silent.mapValues(Double.init))
    #expect(read["times"] as? [String] == ["2026-11-23T09:30:00"])
    let fates = lines.flatMap { $0["fates"] as? [[String: Any]] ?? [] }
    #expect(read["priced"] as? Int == fates.count { $0["priority"] != nil })
    #expect(read["farthest"] as? Double ?? 1 < 1e-3, "their column has single precision")
    let components = try #require(read["components"] as? [String])
    for rule in Set(fates.compactMap { $0["rule"] as? String }) { #expect(components.contains(rule), "\(rule)") }
  }

  @Test("decisions in the log of a hub are made again, and told like those of a file")
  func hub() throws {
    let folder = try Program.temporaryFolder()
    _ = try run("$mesure serve --prepare --data \(folder)/data --key-file \(folder)/key --charter Examples/starter")
    let server = try ServerProcess(folder: folder)
    let connection = try server.connect()
    for (index, name) in ["ada", "ben", "cyd"].enumerated() {
      let traits = #"{"userId": "\#(name)", "traits": {"age": \#(30 + index), "segment": "new"}}"#
      #expect(try connection.ask("POST", "/v1/identify", traits).status < 300)
    }
    var silences = 0
    for (name, kind) in [("ada", #""inbound", "placement": "home""#), ("ben", #""outbound""#), ("cyd", #""outbound""#)]
    {
      let asked = #"{"customer": "\#(name)", "occasion": {"kind": \#(kind)}}"#
      let reply = try connection.ask("POST", "/v1/decisions", asked)
      try #require(reply.status < 300, "\(reply.text)")
      if reply.json["answer"] as? String == "silence" { silences += 1 }
    }
    #expect(server.stop() == 0)
    let ended = try run(
      "$mesure export decisions --data \(folder)/data --format analyzer --output \(folder)/decisions.json")
    #expect(ended.err.contains("3 decisions exported") && !ended.err.contains("otherwise"), "\(ended.err)")
    let read = try Pdstools.read("decisions", folder + "/decisions.json")
    #expect(read["type"] as? String == "decision_analyzer" && read["interactions"] as? Int == 3)
    #expect(silences > 0 && read["output"] as? Int == 3 - silences)
    let without = try #require(read["without"] as? [String: String]).values.compactMap { Double($0) }
    #expect(without.reduce(0, +) == Double(silences))
  }
}

/// What is refused, with or without pdstools.
@Suite(
  "Exports for other tools: refusals",
  .enabled(if: Program.isBuilt, "the program is not built; `swift build` builds it"))
struct ExportRefusalTests {
  @Test(
    "lines that cannot be told are reported with their place, and the others are written",
    arguments: [
      (#"{"id":"a","at":"2026-11-23T10:30:00Z","charter":"v","answer":"silence","code":100}"#, "fates.missing"),
      (#"{"id":"a","at":"soon","charter":"v","fates":[]}"#, "moment.invalid"),
      (
        #"{"id":"a","at":"2026-11-23T10:30:00Z","charter":"v","fates":[{"action":"x","channel":"y","code":101}]}"#,
        "charter.other"
      ),
      (
        #"{"id":"a","at":"2026-11-23T10:30:00Z","charter":"v","fates":[{"action":"x","channel":"y","code":999}]}"#,
        "reason.unknown"
      ),
      (#"{"id":"#, "1:"),
    ])
  func lines(_ line: String, _ says: String) throws {
    let folder = try Program.temporaryFolder()
    let good =
      #"{"id":"b","at":"2026-11-23T10:30:00Z","charter":"v","answer":"silence","code":100,"value":0,"fates":[]}"#
    try "\(line)\n\(good)\n".write(toFile: folder + "/d.jsonl", atomically: true, encoding: .utf8)
    let ended = try Program.run(
      "$mesure export decisions \(folder)/d.jsonl --charter Examples/starter --format analyzer --output \(folder)/d.json"
    )
    #expect(ended.code == 0 && ended.err.contains(says) && ended.err.contains("d.jsonl:1:"), "\(ended.err)")
    let rows = try Pdstools.lines(folder + "/d.json")
    #expect(rows.map { $0["pxComponentName"] as? String } == ["Abstain: no_candidate"])
    #expect(rows.first?["Stage_pyStageGroup"] as? String == "AvailableActions")
  }

  @Test(
    "command lines that mean nothing are refused",
    arguments: [
      "models m", "models --output d", "models m --output d --format csv", "customers --format analyzer",
      "decisions d.jsonl --format analyzer", "decisions d.jsonl --charter Examples/bank",
      "events --at 2026-11-23T10:30",
      "decisions --charter Examples/bank --format analyzer",
    ])
  func commandLines(_ line: String) throws {
    #expect(try Program.run("$mesure export \(line)").code == 64)
  }

  @Test("models that are none, and folders that cannot be, end with 2")
  func files() throws {
    let folder = try Program.temporaryFolder()
    _ = try Program.run("echo nothing > \(folder)/m")
    let damaged = try Program.run("$mesure export models \(folder)/m --output \(folder)/mart")
    #expect(damaged.code == 2 && damaged.err.contains("[models.damaged]"), "\(damaged.err)")
    #expect(!FileManager.default.fileExists(atPath: folder + "/mart"))
  }
}
