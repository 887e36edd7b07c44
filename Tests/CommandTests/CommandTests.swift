import Foundation
import Testing

@Suite(
  "the command line", .enabled(if: Program.isBuilt, "the program is not built; `swift build` builds it"), .serialized)
struct CommandTests {
  static let header =
    "id,country,age,segment,spent,open_incidents,days_since_purchase,email,email_optin,mobile,sms_optin"

  /// A customer file of some rows in a folder of its own.
  private func file(_ rows: [String], _ name: String = "customers.csv") throws -> String {
    let path = try Program.temporaryFolder() + "/" + name
    try ([CommandTests.header] + rows).joined(separator: "\n").write(toFile: path, atomically: true, encoding: .utf8)
    return path
  }

  private func row(_ id: String, age: String = "30") -> String {
    "\(id),FR,\(age),new,0,0,,\(id)@example.org,true,,"
  }

  @Test(
    "ends with 0, 1, 2 or 64, and says why on standard error",
    arguments: [
      ("$mesure check $starter", 0, ""), ("$mesure test $starter", 0, ""),
      ("$mesure check Examples", 1, "charter.yaml: error: a charter needs this file [file.missing]"),
      ("$mesure check nowhere", 2, "mesure: `nowhere` is not a folder"),
      ("$mesure decide $starter nowhere.csv --at 2026-11-23T10:00", 2, "nowhere.csv"),
      ("$mesure decide $starter $starter/customers.csv --at never", 64, "`--at never` is not a moment"),
      ("$mesure decide $starter $starter/customers.csv --channel fax", 64, "there is no channel `fax`"),
      ("$mesure decide $starter $starter/customers.csv --jobs 0", 64, "`--jobs` must be at least 1"),
      ("$mesure decide $starter $starter/customers.csv --limit -1", 64, "--limit"),
      ("$mesure guess", 64, "guess"),
      ("$mesure explain $starter $starter/customers.csv --id nobody", 2, "no readable customer `nobody`"),
    ])
  func codes(_ line: String, _ code: Int32, _ says: String) throws {
    let ended = try Program.run(line)
    #expect(ended.code == code)
    #expect(says.isEmpty || ended.err.contains(says), "\(ended.err)")
  }

  @Test("a file that is not UTF-8 ends with 2, a bad charter with 1 and all its mistakes")
  func badCharters() throws {
    let folder = try Program.temporaryFolder()
    let latin = try Program.run(
      "cp -r $starter \(folder)/a && printf 'caf\\351' >> \(folder)/a/policy.yaml; $mesure check \(folder)/a")
    #expect(latin.code == 2)
    #expect(latin.err.contains("is not UTF-8"))
    let wrong = try Program.run(
      "cp -r $starter \(folder)/b && printf 'floor: x\\nflor: 1\\n' >> \(folder)/b/policy.yaml; $mesure check \(folder)/b"
    )
    #expect(wrong.code == 1)
    #expect(wrong.err.contains("2 errors, 0 warnings"))
  }

  @Test("faulty rows are reported with line and column, and the others decided")
  func faultyRows() throws {
    let path = try file([row("a"), row("b", age: "old"), row("c"), row("a"), row("d")])
    let ended = try Program.run("$mesure decide $starter \(path) --at 2026-11-23T10:00")
    #expect(ended.code == 0)
    #expect(ended.out.split(separator: "\n").count == 3)
    #expect(ended.err.contains("3:6: "))
    #expect(ended.err.contains("5:1: this customer came before"))
    #expect(ended.err.contains("2 faulty rows were not decided"))
  }

  @Test("--strict ends with 1 at the first faulty row and writes nothing after it")
  func strict() throws {
    let path = try file([row("a"), row("b", age: "old"), row("c")])
    let ended = try Program.run("$mesure decide $starter \(path) --at 2026-11-23T10:00 --strict")
    #expect(ended.code == 1)
    #expect(ended.out.split(separator: "\n").count == 1)
    #expect(ended.out.contains(#""id":"a""#))
  }

  @Test("- is standard input")
  func standardInput() throws {
    let file = "$mesure decide $starter $starter/customers.csv --at 2026-11-23T10:00"
    let piped = "$mesure decide $starter - --at 2026-11-23T10:00 < $starter/customers.csv"
    #expect(try Program.run(piped).out == Program.run(file).out)
  }

  @Test("a full disk ends with 2 and a sentence, and the device stays a device")
  func fullDisk() throws {
    for line in ["--output /dev/full", "> /dev/full"] {
      let ended = try Program.run("$mesure decide $starter $starter/customers.csv --at 2026-11-23T10:00 \(line)")
      #expect(ended.code == 2)
      #expect(ended.err.contains("cannot be written: no space left on device"), "\(ended.err)")
    }
    #expect(try Program.run("test -c /dev/full").code == 0)
    #expect(!FileManager.default.fileExists(atPath: "/dev/full.part"))
  }

  @Test("a run that is killed leaves no file under the final name; one that ends leaves all of it")
  func killed() throws {
    let folder = try Program.temporaryFolder()
    let decide = "$mesure decide $starter - --at 2026-11-23T10:00 --output \(folder)/out.jsonl"
    // The input stays open after its last row, so the run cannot end before it is killed.
    let killed = try Program.run(
      "mkfifo \(folder)/in; \(decide) < \(folder)/in & pid=$!; exec 3> \(folder)/in; cat $starter/customers.csv >&3; sleep 1; kill -9 $pid; wait $pid"
    )
    #expect(killed.code == 137)
    #expect(!FileManager.default.fileExists(atPath: folder + "/out.jsonl"))
    #expect(try Program.run("\(decide) < $starter/customers.csv").code == 0)
    let written = try String(contentsOfFile: folder + "/out.jsonl", encoding: .utf8)
    #expect(written.split(separator: "\n").count == 6)
    #expect(!FileManager.default.fileExists(atPath: folder + "/out.jsonl.part"))
  }

  @Test("any number of tasks, in any process, writes the same bytes, customers who come twice included")
  func determinism() throws {
    let path = try file((0..<3_000).map { row("c-\($0 % 2_500)", age: "\(10 + $0 % 120)") })
    var outputs: Set<String> = []
    for jobs in [1, 1, 2, 7] {
      let ended = try Program.run("$mesure decide $starter \(path) --at 2026-11-23T10:00 --jobs \(jobs)")
      #expect(ended.out.split(separator: "\n").count == 2_500)
      outputs.insert(ended.out + ended.err)
    }
    #expect(outputs.count == 1)
  }

  @Test("--limit decides for the first so many", arguments: [0, 1, 4, 100])
  func limit(_ limit: Int) throws {
    let line = "$mesure decide $starter $starter/customers.csv --at 2026-11-23T10:00"
    let all = try Program.run(line).out.split(separator: "\n")
    #expect(try Program.run("\(line) --limit \(limit)").out.split(separator: "\n") == Array(all.prefix(limit)))
  }

  @Test("a table is for people")
  func table() throws {
    let ended = try Program.run(
      "$mesure decide $starter $starter/customers.csv --at 2026-11-23T10:00 --format table --limit 1")
    #expect(
      ended.out.split(separator: "\n").map { $0.split(separator: " ").joined(separator: " ") } == [
        "customer says on at priority net", String(repeating: "─", count: 100), "c-1 welcome email now 2.40 2.38",
      ])
  }

  @Test("memory does not grow with the file: 300,000 rows from a pipe stay below 400 MB")
  func memory() throws {
    let rows =
      "awk 'BEGIN { print \"\(CommandTests.header)\"; for (i = 0; i < 300000; i++) print \"c-\" i \",FR,30,new,0,0,,e\" i \"@example.org,true,,\" }'"
    let folder = try Program.temporaryFolder()
    // The pipe is held open until the peak was read.
    let ended = try Program.run(
      """
      mkfifo \(folder)/in; $mesure decide $starter - --at 2026-11-23T10:00 < \(folder)/in > \(folder)/out & pid=$!
      exec 3> \(folder)/in; \(rows) >&3; grep VmHWM /proc/$pid/status; exec 3>&-; wait $pid; wc -l < \(folder)/out
      """)
    let numbers = ended.out.split(whereSeparator: { !$0.isNumber }).compactMap { Int($0) }
    try #require(numbers.count == 2, "\(ended.out) \(ended.err)")
    #expect(numbers[0] < 400_000)
    #expect(numbers[1] == 300_000)
  }
}
