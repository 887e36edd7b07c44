import ArgumentParser
import Foundation
import Hub
import Indicators
import Records

/// `mesure report experiments`: what the experiments in force say.
struct ReportExperiments: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "experiments",
    abstract: "Report what experiments and holdouts say, if their arms are as large as they should be.",
    discussion: """
      Works on the data folder of a hub that is stopped; a running hub answers the same at GET /v1/experiments/NAME. \
      docs/EXPERIMENTS.md says how to read it. The program ends with 1 where the sizes of an experiment's arms do not fit.
      """)

  @Argument(help: "Only these experiments; default: all of the charter in force.")
  var names: [String] = []

  @Option(
    help: "Who is compared: \(ExperimentPopulation.allCases.map(\.rawValue).joined(separator: ", ")).",
    transform: Self.population)
  var population = ExperimentPopulation.exposed

  @Option(
    help: """
      What to look for effects in, with commas, all crossed: \
      \(ExperimentDimension.allCases.map(\.rawValue).joined(separator: ", ")), or none.
      """,
    transform: Self.dimensions)
  var by = [ExperimentDimension.segment]

  @Flag(help: "Write JSON.")
  var json = false

  @Flag(help: "Write CSV, a row a number.")
  var csv = false

  @OptionGroup var data: DataOptions

  private static func population(_ text: String) throws -> ExperimentPopulation {
    guard let population = ExperimentPopulation(rawValue: text) else {
      throw ValidationError("`--population` is exposed or found")
    }
    return population
  }

  private static func dimensions(_ text: String) throws -> [ExperimentDimension] {
    guard let dimensions = ExperimentDimension.list(text) else {
      throw ValidationError(
        "`--by \(text)` is none, or some of \(ExperimentDimension.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    return dimensions
  }

  func validate() throws {
    if json, csv { throw ValidationError("`--json` and `--csv` exclude each other") }
  }

  func run() async throws {
    let terms = { (name: String?) in
      var terms = ExperimentReportTerms()
      terms.population = population
      terms.dimensions = by
      terms.name = name
      return terms
    }
    let reports = try await data.withAuthority { authority in
      var reports: [ExperimentReport] = []
      if names.isEmpty { return try await authority.experimentReports(terms(nil)) }
      for name in names { reports += try await authority.experimentReports(terms(name)) }
      return reports
    }
    if csv {
      FileHandle.standardOutput.write(Data(ExperimentReport.csv(reports)))
    } else if json {
      var writer = JSONWriter(capacity: 1 << 16)
      writer.beginObject()
      writer.key("experiments")
      writer.beginArray()
      for report in reports {
        writer.beginObject()
        report.write(into: &writer)
        writer.endObject()
      }
      writer.endArray()
      writer.endObject()
      writer.endLine()
      writer.withBytes { FileHandle.standardOutput.write(Data($0)) }
    } else if reports.isEmpty {
      print("the charter in force has no experiments")
    } else {
      print(reports.map { ExperimentText($0).text }.joined(separator: "\n"), terminator: "")
    }
    if reports.contains(where: \.isRefused) { throw Ending.faults }
  }
}
