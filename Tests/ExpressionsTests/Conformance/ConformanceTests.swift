import Expressions
import Foundation
import Testing

/// The public conformance cases of the language, read in place.
@Suite struct ConformanceTests {
  /// The root of the package, found from this file.
  static let packageRoot = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  static let folder = packageRoot.appendingPathComponent("../shared/cel-spec/testdata").standardizedFileURL

  static var isPresent: Bool { FileManager.default.fileExists(atPath: folder.path) }

  /// The least number of cases that must pass, by file; files outside the list may pass any number.
  static let passedMin = [
    "basic": 43, "comparisons": 334, "conversions": 109, "fields": 60, "logic": 30, "integer_math": 64, "fp_math": 30,
    "lists": 39, "macros": 44, "string": 51, "timestamps": 73, "parse": 193, "plumbing": 5, "optionals": 59,
    "macros2": 46, "string_ext": 212, "math_ext": 199, "type_deduction": 26,
  ]

  struct Tally {
    var passed = 0
    var failures: [String] = []
    var skipped: [SkipReason: Int] = [:]

    var text: String {
      let reasons = SkipReason.allCases.compactMap { reason in skipped[reason].map { "\($0) \(reason.rawValue)" } }
      let skippedText = reasons.isEmpty ? "0" : reasons.joined(separator: ", ")
      return "passed \(passed), failed \(failures.count), skipped \(skippedText)"
    }
  }

  @Test(.enabled(if: isPresent, "../shared/cel-spec is not there"))
  func everyCaseWithoutMessagesPasses() throws {
    var total = Tally()
    let names = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
      .filter { $0.hasSuffix(".textproto") }.sorted()
    for name in names {
      let bytes = Array(try Data(contentsOf: Self.folder.appendingPathComponent(name)))
      let cases = ConformanceCase.all(in: try TextProtoReader.read(bytes))
      var tally = Tally()
      for item in cases {
        if let reason = item.skipReason {
          tally.skipped[reason, default: 0] += 1
        } else if let failure = run(item) {
          tally.failures.append("\(item.path): \(item.expression.prefix(150)): \(failure)")
        } else {
          tally.passed += 1
        }
      }
      let file = String(name.dropLast(".textproto".count))
      print("conformance \(file): \(cases.count) cases, \(tally.text)")
      #expect(tally.failures.isEmpty, "\(file): \(tally.failures.joined(separator: "\n"))")
      #expect(tally.passed >= Self.passedMin[file, default: 0], "\(file) passes too few")
      total.passed += tally.passed
      total.failures += tally.failures
      total.skipped.merge(tally.skipped, uniquingKeysWith: +)
    }
    print("conformance in total: \(total.text)")
  }

  /// Runs a case; gives what went wrong.
  private func run(_ item: ConformanceCase) -> String? {
    do {
      let parsed = Parser.parse(item.expression, expandsMacros: item.expandsMacros)
      guard let syntax = parsed.syntax, parsed.diagnostics.isEmpty else {
        return "not parsed: \(parsed.diagnostics.map(\.message))"
      }
      let checked = Checker.check(syntax, in: try item.environment(), isTyped: item.isChecked)
      guard let expression = checked.expression else { return "not checked: \(checked.diagnostics.map(\.message))" }
      if let wanted = try item.message.message("typed_result")?.message("deduced_type").map(readType),
        wanted != expression.type
      {
        return "type \(expression.type), not \(wanted)"
      }
      if item.isCheckOnly { return nil }
      var symbols = SymbolTable()
      let program = Planner.plan(expression, symbols: &symbols)
      return judge(program.evaluate(row: Row(slotCount: 0), context: try item.context()), try expectation(item))
    } catch {
      return "unreadable: \(error)"
    }
  }

  private func expectation(_ item: ConformanceCase) throws -> Value? {
    if item.message.message("eval_error") != nil { return nil }
    let value = item.message.message("value") ?? item.message.message("typed_result")?.message("result")
    return try value.map(readValue) ?? .bool(true)
  }

  private func judge(_ result: Result<Value, EvaluationError>, _ wanted: Value?) -> String? {
    switch (result, wanted) {
    case (.failure, nil): return nil
    case (.failure(let error), _): return "error \(error.code.rawValue): \(error.message)"
    case (.success(let value), nil): return "\(value), not an error"
    case (.success(let value), let wanted?): return isSame(value, wanted) ? nil : "\(value), not \(wanted)"
    }
  }

  /// Stricter than the language's equality: types must be the same.
  private func isSame(_ a: Value, _ b: Value) -> Bool {
    switch (a, b) {
    case (.type(let type), .string(let name)): return "type " + type.runtimeName == name
    case (.double(let a), .double(let b)): return a == b && a.sign == b.sign || a.isNaN && b.isNaN
    case (.list(let a), .list(let b)): return a.count == b.count && zip(a, b).allSatisfy { isSame($0, $1) }
    case (.map(let a), .map(let b)):
      return a.entries.count == b.entries.count
        && a.entries.allSatisfy { entry in
          b.entries.contains { isSame($0.key, entry.key) && isSame($0.value, entry.value) }
        }
    default: return a.type == b.type && Value.areEqual(a, b)
    }
  }
}
