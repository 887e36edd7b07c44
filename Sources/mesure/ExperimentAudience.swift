import Charters
import Decisions
import Foundation
import Intake
import Times

/// Who would be in the arms of experiments, before they start: of the customers of a file, or of so many as are told.
struct ExperimentAudience {
  /// Customers by arm, in the experiment's order.
  var customers: [Double]
  /// Those of them whom a decision of that moment could make a difference to; nothing where only a number was told.
  var exposed: [Int]?
  /// How many customers each household or region has.
  var clusterSizes: [Int] = []

  /// Of so many customers; whom `who` leaves out is not known.
  init(_ experiment: Experiment, base: Int) {
    let part = experiment.slice.upperBound - experiment.slice.lowerBound
    customers = experiment.arms.map { Double(base) * part * $0.share }
  }

  private init(_ experiment: Experiment) {
    customers = experiment.arms.map { _ in 0 }
    exposed = experiment.arms.map { _ in 0 }
  }

  /// Of the customers of a file, at the first moment at which an experiment is under way: each is decided for, as if nothing had been said that day.
  /// - Returns: by experiment.
  static func read(_ path: String, _ loaded: LoadedCharter, now: Instant) throws -> [ExperimentAudience] {
    let plan = CharterPlan(loaded.charter)
    let workspace = Workspace(plan)
    let experiments = loaded.charter.experiments
    var audiences = experiments.map { ExperimentAudience($0) }
    var clusters = experiments.map { _ in [String: Int]() }
    let moments = experiments.map { max(now, $0.from ?? now) }
    do throws(IntakeError) {
      var file = try CustomerSource(path: path, loaded: loaded)
      let reader = file.reader
      while let raw = try file.next() {
        let batch = reader.read(raw, now: now)
        for row in batch.rows {
          for moment in Set(moments) {
            var state = row.state
            let decision = decide(
              &state, Occasion(kind: .outbound), Snapshot(plan: plan), now: moment, workspace: workspace)
            for one in decision.assignments where moments[one.experiment] == moment {
              audiences[one.experiment].customers[one.arm] += 1
              if one.isExposed { audiences[one.experiment].exposed?[one.arm] += 1 }
              if let name = Self.cluster(row.state.customer, experiments[one.experiment]) {
                clusters[one.experiment][name, default: 0] += 1
              }
            }
          }
        }
      }
    } catch {
      Console.error(error.line > 0 ? "\(path):\(error.line):\(error.column): \(error.message)" : error.message)
      throw Ending.unusable
    }
    // Sorted, so that their sums do not hang on the order of a dictionary.
    for index in audiences.indices { audiences[index].clusterSizes = clusters[index].values.sorted() }
    return audiences
  }

  private static func cluster(_ customer: Customer, _ experiment: Experiment) -> String? {
    switch experiment.unit {
    case .customer: nil
    case .household: customer.household == 0 ? customer.id : "household \(customer.household)"
    case .region: "\(customer.region.rawValue)"
    }
  }
}
