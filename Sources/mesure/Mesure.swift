import ArgumentParser

/// The program: one verb a file.
@main
struct Mesure: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mesure",
    abstract: "Decides whom to talk to, about what, on which channel, when, and when to stay silent.",
    discussion: """
      Exit codes: 0 all is well; 1 the charter has mistakes, a test fails, or a row is faulty under --strict; \
      2 something cannot be read or written; 64 the command line is wrong.
      """,
    version: "0.1.0",
    subcommands: [
      Init.self, Check.self, Test.self, Decide.self, Explain.self, AuditVerb.self, Generate.self, Serve.self, Keys.self,
      Import.self, Export.self, Sweep.self, Learn.self, ShowModels.self, Preview.self, Simulate.self, Backtest.self,
      Report.self, Evaluate.self, MailSinkVerb.self, RetentionVerb.self,
    ])
}
