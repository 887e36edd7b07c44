import ArgumentParser
import Audits
import Charters
import Explanations
import Foundation
import Intake

/// `mesure audit`: what past sends of all services say, and which thresholds follow.
struct AuditVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit",
    abstract: "Audit past sends of all services: pressure, collisions, hours, templates, and thresholds proposed.",
    discussion: """
      The file is CSV or JSON Lines with a customer and a time in each row; service, channel, template, purpose, country, \
      answers and costs where there are some. Columns are told by their names in English or French. docs/AUDIT.md says \
      what is counted and how. Nobody's name is in the report.
      """)

  @Argument(help: "The export of past sends, or - for standard input.")
  var sends: String

  @OptionGroup var reading: SendReadingOptions

  @Flag(help: "Write JSON instead of text.")
  var json = false

  @Flag(help: "Write one HTML page instead of text.")
  var html = false

  @Option(help: "The language of the report: \(Phrases.Language.allCases.map(\.rawValue).joined(separator: ", ")).")
  var language = "en"

  @Option(
    name: [.long, .customLong("out")],
    help: "Write to this file instead of standard output; a name that ends with .html or .json tells the form.")
  var output: String?

  @Option(help: "Write the proposed policy.yaml to this file.")
  var policy: String?

  @Flag(help: "Stop with 1 when a row is faulty.")
  var strict = false

  private enum Form { case text, html, json }

  func validate() throws {
    if json, html { throw ValidationError("`--json` and `--html` exclude one another") }
    if Phrases.Language(rawValue: language) == nil {
      throw ValidationError(
        "`--language` is one of \(Phrases.Language.allCases.map(\.rawValue).joined(separator: ", "))")
    }
  }

  func run() throws {
    let options = try reading.options()
    do {
      let progress = ProgressBar(path: sends)
      let file = try SendFile(path: sends, options: options) { bytes, rows in
        progress.show(bytes: bytes, count: rows, "rows")
      }
      progress.finish()
      show(file.log)
      let law = ShippedLaw.all()
      let audit = Audit(file.sends, law: LawBook(hours: law.hours, holidays: law.holidays))
      let report = AuditReport(
        audit, source: AuditVerb.source(of: file, path: sends, options),
        language: Phrases.Language(rawValue: language) ?? .en)
      try write(bytes(of: report), to: output)
      if let policy { try write(Array(audit.proposal.policyText.utf8), to: policy) }
      if strict, !file.log.counts.isEmpty { throw Ending.faults }
    } catch let error as ExitCode {
      throw error
    } catch {
      throw Failure.ending(error)
    }
  }

  private var form: Form {
    if json { return .json }
    if html { return .html }
    if output?.hasSuffix(".html") ?? false { return .html }
    return output?.hasSuffix(".json") ?? false ? .json : .text
  }

  private func bytes(of report: AuditReport) -> [UInt8] {
    switch form {
    case .text: Array(report.document.text.utf8)
    case .html: Array(report.document.html.utf8)
    case .json: report.json
    }
  }

  private func write(_ bytes: [UInt8], to path: String?) throws {
    let sink = try Sink(path: path)
    try bytes.withUnsafeBytes(sink.write)
    try sink.finish()
  }

  private func show(_ log: SendFaultLog) {
    for fault in log.faults { Console.note("\(fault.line):\(fault.column): \(fault.message) [\(fault.code)]\n") }
    let count = log.counts.values.reduce(0, +)
    if count > log.faults.count { Console.note("… further faults are counted only: \(count) in all\n") }
  }

  private static func source(of file: SendFile, path: String, _ options: SendOptions) -> AuditSource {
    var source = AuditSource(name: path == "-" ? "-" : URL(fileURLWithPath: path).lastPathComponent)
    source.rowCount = file.log.rowCount
    source.leftOutCount = file.log.leftOutCount
    source.notedCount = file.log.notedCount
    source.faultCounts = file.log.counts
    source.faults = file.log.faults.map {
      AuditSource.Fault(code: $0.code, message: $0.message, line: $0.line, column: $0.column)
    }
    source.columns = SendField.allCases.compactMap { field in file.columns[field].map { (field.rawValue, $0) } }
    source.unusedColumns = file.unusedColumns
    source.overflows = SendField.allCases.compactMap { field in file.overflows[field].map { (field.rawValue, $0) } }
    source.zone = options.zone.name
    source.country = options.country
    source.lawCountries = ShippedLaw.countries
    return source
  }
}

/// What an author says of an export on the command line.
struct SendReadingOptions: ParsableArguments {
  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "Which column holds what, where its name does not tell: `customer=kunde`.", valueName: "field=column"))
  var columns: [String] = []

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "What purposes are: marketing, promotion, newsletter, service or legal; `*` is every other.",
      valueName: "word=nature"))
  var purposes: [String] = []

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("What channels are, by the kinds of channels.yaml: `telex=letter`.", valueName: "word=kind"))
  var channels: [String] = []

  @Option(help: "The zone of times without an offset, and of days where a person's zone is not certain.")
  var zone: String?

  @Option(help: "Where people are of whom the file does not say it, ISO 3166-1.")
  var country: String?

  @Flag(help: "Read 02/03/2026 as 3 February.")
  var monthFirst = false

  /// The options, checked as far as they can be without the file.
  func options() throws -> SendOptions {
    let directory = ZoneDirectory()
    var options = SendOptions(directory: directory)
    options.columns = try columns.map { try pair($0, "--columns") }.map { (field: $0.0, column: $0.1) }
    options.purposes = try purposes.map { try pair($0, "--purposes") }.map { (word: $0.0, nature: $0.1) }
    options.channels = try channels.map { try pair($0, "--channels") }.map { (word: $0.0, kind: $0.1) }
    options.isMonthFirst = monthFirst
    if let country {
      options.country = SendWords.country(country)
      if options.country.isEmpty { throw ValidationError("`--country \(country)` is no ISO 3166-1 code such as FR") }
    }
    if let zone {
      guard let known = directory.zone(named: zone) else { throw ValidationError("there is no time zone `\(zone)`") }
      options.zone = known
    } else if let only = directory.plausibleZones(ofCountry: options.country).first,
      directory.plausibleZones(ofCountry: options.country).count == 1
    {
      options.zone = only
    }
    return options
  }

  private func pair(_ text: String, _ option: String) throws -> (String, String) {
    guard let sign = text.firstIndex(of: "="), sign != text.startIndex, text.index(after: sign) != text.endIndex else {
      throw ValidationError("`\(option)` takes pairs such as `a=b`, and not `\(text)`")
    }
    return (String(text[..<sign]), String(text[text.index(after: sign)...]))
  }
}
