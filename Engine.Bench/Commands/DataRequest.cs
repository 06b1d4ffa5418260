using Engine.Bench.Output;
using Engine.Datasets;
using Engine.Datasets.Downloads;
using Engine.Datasets.Tabular;

namespace Engine.Bench.Commands;

/// <summary>Which data set a command line names, and how to read it.</summary>
/// <param name="Name">A known name, or a path.</param>
/// <param name="Folder">Where data sets lie, or null.</param>
/// <param name="Csv">How to read a table.</param>
internal sealed record DataRequest(string Name, string? Folder, CsvOptions Csv)
{
    // One split for all seeds of training: runs differ in their starts, never in what they are judged on.
    private const ulong SplitSeed = 0;

    /// <summary>Gets the file that holds the data; null for a known name or a folder.</summary>
    public string? File => System.IO.File.Exists(Name) ? Name : null;

    /// <summary>Loads both parts, downloading what is missing.</summary>
    public DataSplit Load(Terminal terminal, CancellationToken cancellation)
    {
        var options = new CatalogOptions { Directory = Folder, Seed = SplitSeed, Csv = Csv };
        return terminal.Track($"loading {Name}", view => DatasetCatalog.Load(Name, options, new DownloadLines(view), cancellation));
    }

    private sealed class DownloadLines(IProgressView view) : IProgress<DownloadProgress>
    {
        private const double Megabyte = 1 << 20;

        private string? announced;

        public void Report(DownloadProgress value)
        {
            if (announced != value.File)
            {
                announced = value.File;
                view.Line($"downloading {value.File}");
            }

            double fraction = value.Total is > 0 ? (double)value.Bytes / value.Total.Value : 0;
            view.Report(fraction, FormattableString.Invariant($"{value.File}  {value.Bytes / Megabyte:F1} MB"));
        }
    }
}
