import Foundation
import Testing

@Suite("Commands of the documents")
struct DocumentCommandTests {
  /// The program to run the documents' commands with.
  static let program = ProcessInfo.processInfo.environment["MESURE_BINARY"].map { path in
    URL(fileURLWithPath: path, relativeTo: Repository.root).absoluteURL
  }

  /// README.md, the pages of docs, and the stories of the examples.
  static var documents: [TextFile] {
    Repository.documents.filter {
      $0.path == "README.md" || $0.path.hasPrefix("docs/") || $0.path.hasPrefix("Examples/")
    }
  }

  @Test("every target and script that a document names is there")
  func known() throws {
    let makefile = try #require(Repository.file("Makefile"))
    let targets = DocumentCommand.targets(ofMakefile: makefile.text)
    let findings = Self.documents.flatMap(DocumentCommand.all).compactMap { $0.fault(targets: targets) }
    #expect(findings.isEmpty, "\(findings.report)")
  }

  /// The commands of one document run in order, in one place, so that a later one finds what an earlier one wrote.
  @Test(
    "every mesure command of a document ends as the document says",
    .enabled(if: program != nil, "MESURE_BINARY is not set: say there which mesure to run"),
    arguments: documents.filter { document in DocumentCommand.all(in: document).contains { $0.program == "mesure" } }
      .map(\.path))
  func run(path: String) throws {
    let document = try #require(Repository.file(path))
    let stage = try CommandStage(program: try #require(Self.program))
    defer { stage.remove() }
    for command in DocumentCommand.all(in: document) where command.program == "mesure" {
      switch try stage.run(command) {
      case .skipped(let why): print("skipped \(command): \(why)")
      case .exited(let code, let output):
        #expect(code == command.exitCode, "\(command)\n\(output)")
      }
    }
  }

  @Test("commands are read from sh blocks, with their comments and continued lines")
  func reading() {
    let text = """
      Prose with `mesure no`.

      ```sh
      # a comment
      mesure check Examples/bank
      mesure check broken   # exit 1
      mesure decide Examples/bank FILE \\
        --limit 5           # the first five
      ```

      ```yaml
      mesure: no
      ```
      """
    let commands = DocumentCommand.all(in: TextFile(path: "A.md", text: text))
    #expect(
      commands.map(\.text) == [
        "mesure check Examples/bank", "mesure check broken", "mesure decide Examples/bank FILE --limit 5",
      ])
    #expect(commands.map(\.line) == [5, 6, 7])
    #expect(commands.map(\.exitCode) == [0, 1, 0])
  }

  @Test(
    "a command that nobody can run is found",
    arguments: [
      ("make test", 0), ("make", 0), ("CI=true make test", 0), ("A=b swift test", 0), ("make bench FILTER=decide", 0),
      ("scripts/setup", 0),
      ("make nothing", 1), ("CI=true make nothing", 1), ("make test nothing", 1), ("scripts/nothing --now", 1),
    ])
  func faults(text: String, count: Int) {
    let targets = DocumentCommand.targets(ofMakefile: ".PHONY: all\ntest bench: setup\n\tscripts/test: x\n# no: y\n")
    #expect(targets == ["test", "bench"])
    let command = DocumentCommand(path: "A.md", line: 1, text: text)
    let fault = command.fault(targets: targets) { $0 == "scripts/setup" }
    #expect((fault == nil ? 0 : 1) == count)
  }

  @Test("a command that fails, waits or needs what is not there is told apart")
  func outcomes() throws {
    let stage = try CommandStage(program: URL(fileURLWithPath: "/bin/cat"))
    defer { stage.remove() }
    func run(_ text: String) throws -> CommandStage.Outcome {
      try stage.run(DocumentCommand(path: "A.md", line: 1, text: text))
    }
    // Nothing comes from standard input, so `cat` ends at once.
    #expect(try run("mesure") == .exited(0, output: ""))
    #expect(try run("mesure docs-that-are-not-there 2> out/errors") == .exited(1, output: ""))
    #expect(try run("exit 3") == .exited(3, output: ""))
    #expect(try run("echo kept > out/kept && mesure out/kept") == .exited(0, output: "kept\n"))
    #expect(!Repository.exists("out/kept"))
  }
}
