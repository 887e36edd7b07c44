import ArgumentParser
import Charters
import Decisions
import Foundation
import Simulations

/// `mesure simulate --reach`: what lever reaches a volume or a revenue, and at whose expense.
extension Simulate {
  /// What is to be reached; nothing where nothing is.
  func target() throws -> LeverSearch.Target? {
    guard reach == nil || reachRevenue == nil else {
      throw ValidationError("choose one of `--reach` and `--reach-revenue`")
    }
    guard let text = reach ?? reachRevenue else { return nil }
    guard against == nil, lever.isEmpty, !csv else {
      throw ValidationError("`--reach` looks for a lever itself: leave out `--against`, `--lever` and `--csv`")
    }
    let parts = text.split(separator: "=")
    guard parts.count == 2, let amount = Double(parts[1]), amount > 0, amount.isFinite else {
      throw ValidationError("`--reach \(text)` is no target; write NAME=2000")
    }
    return LeverSearch.Target(
      name: String(parts[0]), measure: reach != nil ? .volume : .revenue, amount: amount)
  }

  /// Where the lever is looked for.
  func bounds() throws -> ClosedRange<Double> {
    guard let dots = within.range(of: ".."), let low = Double(within[..<dots.lowerBound]),
      let high = Double(within[dots.upperBound...]), -0.99 <= low, low < high, high <= 10
    else { throw ValidationError("`--within \(within)` is no range; write -0.5..2, from -0.99 to 10") }
    return low...high
  }

  func reachText(
    _ folder: CharterFolder, _ setting: SimulationSide.Setting, _ target: LeverSearch.Target, _ lanes: Lanes
  ) throws -> String {
    let side = try SimulationSide(folder, setting)
    note(side)
    guard let search = LeverSearch(side.plan, target, bounds: try bounds()) else {
      Console.error("`--reach \(target.name)`: there is no issue, group or action `\(target.name)` with actions")
      throw Ending.unusable
    }
    let outcome = search.run(days: days, replicates: replicates, lanes: lanes)
    let found = LeverText(search: search, outcome: outcome, currency: side.loaded.charter.currency)
    return json ? found.json : found.text
  }
}
